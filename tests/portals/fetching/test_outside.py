"""Fetches from the web outside: where they may go, and how much they may take."""

import pytest

from portals.fetching import (
    ForbiddenTarget,
    Limits,
    PermanentFetchError,
    TransientFetchError,
    fetch,
)
from portals.fetching.networks import is_public
from tests.portals.fetching.internet import ANOTHER, PUBLIC, Internet, internet


@pytest.fixture
def web(monkeypatch):
    with internet(monkeypatch) as served:
        served.name("bao.example.vn", [PUBLIC])
        yield served


INSIDE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.5", "172.16.0.1", "172.31.255.254", "192.168.1.1",
    "169.254.169.254", "169.254.170.2", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1",
    "192.88.99.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1",
    "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.5", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1",
    "no address",
]  # fmt: skip


class TestWhatIsPublic:
    @pytest.mark.parametrize("address", INSIDE)
    def test_not_what_lies_inside(self, address):
        assert not is_public(address)

    @pytest.mark.parametrize(
        "address", [PUBLIC, ANOTHER, "8.8.8.8", "2606:4700::6810:85e5", "::ffff:8.8.8.8"]
    )
    def test_the_internet_is(self, address):
        assert is_public(address)


class TestWhereItGoes:
    def test_an_answer_of_the_public_web_arrives_from_the_checked_address(self, web: Internet):
        web.says("/tin.xml", b"<rss/>", headers={"ETag": "x"})

        answer = fetch("http://bao.example.vn/tin.xml")

        assert (answer.status, answer.body, answer.headers["etag"]) == (200, b"<rss/>", "x")
        assert web.connected == [PUBLIC]
        assert web.asked[0][:3] == ("GET", "bao.example.vn", "/tin.xml")

    @pytest.mark.asvs("1.3.6")
    @pytest.mark.parametrize("address", INSIDE[:-1])
    def test_a_name_that_lies_inside_is_refused_unconnected(self, web: Internet, address):
        web.name("trap.example.vn", [address])

        with pytest.raises(ForbiddenTarget):
            fetch("http://trap.example.vn/")
        assert web.connected == []

    @pytest.mark.parametrize(
        "url",
        [
            "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://2130706433/",
            "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/", "http://0/",
            "http://[::ffff:7f00:1]/", "http://169.254.169.254/latest/meta-data/",
            "http://①②⑦.0.0.1/", "http://127。0。0。1/",
        ],
    )  # fmt: skip
    def test_however_loopback_is_spelled(self, web: Internet, url):
        with pytest.raises((ForbiddenTarget, TransientFetchError)):
            fetch(url)
        assert web.connected == []

    def test_a_name_with_one_foot_inside_is_refused(self, web: Internet):
        web.name("both.example.vn", [PUBLIC, "10.0.0.5"])

        with pytest.raises(ForbiddenTarget, match=r"10\.0\.0\.5"):
            fetch("http://both.example.vn/")
        assert web.connected == []

    def test_a_name_that_answers_otherwise_the_second_time_gains_nothing(self, web: Internet):
        web.name("rebind.example.vn", [PUBLIC], ["127.0.0.1"])
        web.says("/")

        fetch("http://rebind.example.vn/")

        assert web.connected == [PUBLIC]
        with pytest.raises(ForbiddenTarget):
            fetch("http://rebind.example.vn/")

    @pytest.mark.asvs("13.2.4")
    @pytest.mark.parametrize(
        "url",
        [
            "file:///etc/passwd", "ftp://bao.example.vn/", "gopher://bao.example.vn/", "//bao/",
            "http:///", "http://user@bao.example.vn/", "http://user:word@bao.example.vn/",
            "http://bao.example.vn\\@127.0.0.1/", "http://bao.example.vn:22/",
            "http://bao.example.vn:6379/", "redis://bao.example.vn/", "data:text/html,x",
        ],
    )  # fmt: skip
    def test_other_schemes_ports_and_names_in_addresses_are_refused(self, web: Internet, url):
        with pytest.raises(ForbiddenTarget):
            fetch(url)
        assert web.connected == []

    @pytest.mark.parametrize("url", ["http://bao.example.vn:x/", "http://[bao/", "http://a..b/"])
    def test_a_malformed_address_will_not_work_later_either(self, web: Internet, url):
        with pytest.raises(PermanentFetchError):
            fetch(url)

    def test_a_name_that_does_not_resolve_may_later(self, web: Internet):
        with pytest.raises(TransientFetchError):
            fetch("http://khong-co.invalid/")

    def test_an_address_with_vietnamese_in_it_is_escaped(self, web: Internet):
        web.says("/tin/th%E1%BB%9Di-s%E1%BB%B1?q=%C4%91%E1%BA%A5t%20ai")

        answer = fetch("http://bao.example.vn/tin/thời-sự?q=đất%20ai#phần")

        assert answer.status == 200


class TestRedirects:
    def test_are_followed_and_told(self, web: Internet):
        web.name("moi.example.vn", [ANOTHER])
        web.redirects("/cu", "http://moi.example.vn/giua", status=301)
        web.redirects("/giua", "/moi")
        web.says("/moi", b"here")

        answer = fetch("http://bao.example.vn/cu")

        assert answer.url == "http://moi.example.vn/moi"
        assert answer.hops == ("http://bao.example.vn/cu", "http://moi.example.vn/giua")
        assert web.connected == [PUBLIC, ANOTHER, ANOTHER]

    @pytest.mark.asvs("15.3.2")
    @pytest.mark.parametrize(
        "onward", ["http://127.0.0.1/", "http://trap.example.vn/", "file:///etc/passwd"]
    )
    def test_inside_are_refused(self, web: Internet, onward):
        web.name("trap.example.vn", ["169.254.169.254"])
        web.redirects("/", onward)

        with pytest.raises(ForbiddenTarget):
            fetch("http://bao.example.vn/")
        assert web.connected == [PUBLIC]

    def test_without_end_are_not_followed(self, web: Internet):
        web.redirects("/", "/")

        with pytest.raises(PermanentFetchError, match="more than 3 times"):
            fetch("http://bao.example.vn/", limits=Limits(redirects=3))
        assert len(web.asked) == 4

    def test_take_no_header_of_ours_to_another_origin(self, web: Internet):
        web.name("moi.example.vn", [ANOTHER])
        web.redirects("/", "http://moi.example.vn/moi")
        web.says("/moi")

        fetch("http://bao.example.vn/", headers={"Authorization": "Bearer x"})

        assert "Authorization" in web.asked[0][3]
        assert "Authorization" not in web.asked[1][3]

    def test_of_what_was_posted_are_not_followed(self, web: Internet):
        web.redirects("/", "/moi")

        answer = fetch("http://bao.example.vn/", method="POST", content=b"hub.mode=subscribe")

        assert (answer.status, web.paths_asked) == (302, ["/"])


class TestHowMuchItTakes:
    def test_a_slow_answer_ends_at_the_deadline(self, web: Internet):
        web.drips("/", seconds_between=0.05)

        with pytest.raises(TransientFetchError):
            fetch("http://bao.example.vn/", limits=Limits(seconds=0.5))

    def test_a_large_answer_is_given_up(self, web: Internet):
        web.says("/", b"x" * 2000)

        with pytest.raises(PermanentFetchError, match="larger than 1000 bytes"):
            fetch("http://bao.example.vn/", limits=Limits(largest=1000))

    def test_a_packed_answer_counts_as_unpacked(self, web: Internet):
        web.packed("/small", b"x" * 1000)
        web.packed("/bomb", b"\0" * 10_000_000)

        assert fetch("http://bao.example.vn/small").body == b"x" * 1000
        with pytest.raises(PermanentFetchError, match="larger than 100000 bytes"):
            fetch("http://bao.example.vn/bomb", limits=Limits(largest=100_000))

    def test_a_damaged_answer_is_none(self, web: Internet):
        web.says("/", b"no gzip at all", headers={"Content-Encoding": "gzip"})
        web.says("/unknown", b"?", headers={"Content-Encoding": "zstd"})

        with pytest.raises(TransientFetchError):
            fetch("http://bao.example.vn/")
        with pytest.raises(PermanentFetchError):
            fetch("http://bao.example.vn/unknown")

    def test_asking_for_the_head_only(self, web: Internet):
        web.packed("/", b"x" * 1000)

        answer = fetch("http://bao.example.vn/", method="HEAD")

        assert (answer.status, answer.body) == (200, b"")
