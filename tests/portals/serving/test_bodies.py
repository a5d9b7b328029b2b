"""What a visitor sends is taken in whole, or refused, before any thread hears of it."""

import asyncio
import threading
from http import HTTPStatus

import pytest
from django.urls import reverse

from portals.serving import bodies, threads
from portals.serving.bodies import BODY, Body, BodyBounds
from portals.serving.threads import DjangoThreads
from tests.portals.pagecache.visiting import on_the_loop

HOST = "vu-ninh.bacninh.localhost"
DESK = "quantri.bacninh.localhost"


class Django:
    """Reads what was sent to the end, and says it."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, environ, start_response):
        self.asked += 1
        start_response("200 OK", [])
        return [environ["wsgi.input"].read()]


def parts(*sent: bytes, more: bool = False):
    """Return what hears these parts; with `more`, nothing comes after them and the end does not come either."""
    left = list(sent)

    async def receive():
        if left:
            part = left.pop(0)
            return {"type": "http.request", "body": part, "more_body": bool(left) or more}
        return await asyncio.Event().wait()

    return receive


def post(receive, *, length: int | None = None, host: str = HOST, **more: str):
    django = Django()
    environ = {"REQUEST_METHOD": "POST", "HTTP_HOST": host, "PATH_INFO": "/x/", **more}
    environ |= (
        {"HTTP_TRANSFER_ENCODING": "chunked"} if length is None else {"CONTENT_LENGTH": str(length)}
    )
    environ[BODY] = Body(receive)
    handler = DjangoThreads(django, threads=1)
    answer = on_the_loop(handler(environ))
    handler.close()
    return int(answer.status[:3]), answer.content, django.asked


@pytest.fixture
def hasty(monkeypatch):
    """Nobody waits for long."""
    short = BodyBounds(most=bodies.STRANGERS.most, seconds=0.1, pause=0.1)
    monkeypatch.setattr(bodies, "STRANGERS", short)


class TestAForm:
    def test_comes_whole_in_one_part_or_several(self):
        assert post(parts(b"a=1"), length=3) == (200, b"a=1", 1)
        assert post(parts(b"a=", b"1"), length=3) == (200, b"a=1", 1)
        assert post(parts(b"a=", b"1")) == (200, b"a=1", 1)

    @pytest.mark.usefixtures("hasty")
    @pytest.mark.parametrize("sent", [(), (b"a",)])
    @pytest.mark.parametrize("length", [5000, None])
    def test_that_does_not_come_is_refused_before_a_thread_hears_of_it(self, sent, length):
        refused = post(parts(*sent, more=True), length=length)
        assert refused == (HTTPStatus.REQUEST_TIMEOUT, b"", 0)

    @pytest.mark.parametrize("length", [bodies.LARGEST_OF_STRANGERS + 1, None])
    def test_of_a_stranger_may_not_be_large(self, length):
        large = b"x" * (bodies.LARGEST_OF_STRANGERS + 1)
        for host in (HOST, DESK):
            refused = post(parts(large), length=length, host=host)
            assert refused == (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b"", 0)

    def test_of_one_who_went_away_is_answered_by_nobody(self):
        async def receive():
            return {"type": "http.disconnect"}

        with pytest.raises(bodies.WentAway):
            post(receive, length=5)


class TestAFile:
    COOKIE = "sessionid=x"

    def send(self, monkeypatch, settings, *, rate: int):
        settings.SESSION_COOKIE_NAME = "sessionid"
        slow = BodyBounds(most=10_000_000, seconds=60, pause=0.2, bytes_a_second=rate)
        monkeypatch.setattr(bodies, "UPLOADS", slow)
        left = [b"x" * 1000] * 6

        async def receive():
            await asyncio.sleep(0.1)
            part = left.pop(0)
            return {"type": "http.request", "body": part, "more_body": bool(left)}

        return post(receive, length=600_000, host=DESK, HTTP_COOKIE=self.COOKIE)

    def test_that_trickles_in_makes_way_for_others(self, monkeypatch, settings):
        refused = self.send(monkeypatch, settings, rate=1_000_000)
        assert refused == (HTTPStatus.REQUEST_TIMEOUT, b"", 0)
        assert Body.uploads == 0

    def test_that_comes_slowly_is_taken(self, monkeypatch, settings):
        status, content, asked = self.send(monkeypatch, settings, rate=100)
        assert (status, len(content), asked) == (200, 6000, 1)


def test_nothing_is_made_for_those_who_gave_up_waiting(monkeypatch):
    """One holds the only thread, two wait behind; one of those goes away and the other does not."""
    monkeypatch.setattr(threads, "PATIENT_SECONDS", 0)
    may_end, made = threading.Event(), []

    def application(environ, start_response):
        made.append(environ["PATH_INFO"])
        may_end.wait(20)
        start_response("200 OK", [])
        return [b""]

    def hearing(*messages):
        left = list(messages)

        async def receive():
            return left.pop(0) if left else await asyncio.Event().wait()

        return Body(receive)

    whole = {"type": "http.request", "body": b"", "more_body": False}
    gone = {"type": "http.disconnect"}

    async def all_at_once():
        handler = DjangoThreads(application, threads=1)
        asked = [
            asyncio.create_task(
                handler({"REQUEST_METHOD": "GET", "PATH_INFO": path, BODY: hearing(*messages)})
            )
            for path, messages in (("/1", []), ("/gone", [whole, gone]), ("/3", [whole]))
        ]
        while not made:
            await asyncio.sleep(0.01)
        may_end.set()
        return await asyncio.gather(*asked, return_exceptions=True)

    first, left, third = on_the_loop(all_at_once())
    assert made == ["/1", "/3"]
    assert isinstance(left, bodies.WentAway)
    assert first.status == third.status == "200 OK"


class TestAnUpload:
    def test_comes_whole_at_the_desk(self, settings):
        cookie = f"{settings.SESSION_COOKIE_NAME}=x"
        large = [bytes([number]) * 300_000 for number in range(4)]
        status, content, _asked = post(
            parts(*large), length=1_200_000, host=DESK, HTTP_COOKIE=cookie
        )
        assert (status, content) == (200, b"".join(large))
        assert Body.uploads == 0

    def test_is_refused_where_too_many_are_under_way(self, settings, monkeypatch):
        monkeypatch.setattr(bodies, "MOST_UPLOADS", 0)
        cookie = f"{settings.SESSION_COOKIE_NAME}=x"
        refused = post(parts(b"x" * 300_000), length=300_000, host=DESK, HTTP_COOKIE=cookie)
        assert refused[0] == HTTPStatus.SERVICE_UNAVAILABLE

    def test_is_for_nobody_on_a_portal_whatever_cookie_they_send(self, settings):
        cookie = f"{settings.SESSION_COOKIE_NAME}=x"
        refused = post(parts(b"x" * 300_000), length=300_000, HTTP_COOKIE=cookie)
        assert refused[0] == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_a_stream_is_written_out_in_the_thread_that_made_it():
    """A list that is exported asks the database as it goes; a visitor who reads slowly keeps nothing open."""

    class Streaming(list):
        streaming = True
        closed = False

        def close(self) -> None:
            self.closed = True

    chunks = Streaming([b"a", b"b"])

    def application(_environ, start_response):
        start_response("200 OK", [])
        return chunks

    handler = DjangoThreads(application, threads=1)
    answer = on_the_loop(handler({"REQUEST_METHOD": "GET", "PATH_INFO": "/"}))
    assert chunks.closed
    assert not isinstance(answer.content, bytes)
    with answer.content as file:
        assert file.read() == b"ab"


def test_a_file_leaves_as_a_path(tmp_path):
    (tmp_path / "a.bin").write_bytes(b"tep")

    def application(environ, start_response):
        start_response("200 OK", [])
        return environ["wsgi.file_wrapper"]((tmp_path / "a.bin").open("rb"), 1)

    handler = DjangoThreads(application, threads=1)
    answer = on_the_loop(handler({"REQUEST_METHOD": "GET", "PATH_INFO": "/"}))
    assert answer.content == tmp_path / "a.bin"


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("account_login", []),
        ("account_reauthenticate", []),
        ("wagtailadmin_password_reset_confirm", ["MQ", "abc-123"]),
        ("invitation_link", [7, "abc-123"]),
    ],
)
def test_forms_that_hash_are_known_by_their_address(settings, name, arguments):
    assert reverse(name, args=arguments).startswith(settings.PORTALS_HASHING_PATHS)


def test_hashing_leaves_a_thread_to_others():
    """Two sign-ins at once: one hashes, the other waits in line and not in a thread."""
    may_end = threading.Event()

    def application(environ, start_response):
        if environ["REQUEST_METHOD"] == "POST":
            may_end.wait(20)
        start_response("200 OK", [])
        return [b""]

    async def all_at_once():
        handler = DjangoThreads(application, threads=2)
        sign_in = {"REQUEST_METHOD": "POST", "HTTP_HOST": DESK, "PATH_INFO": "/login/"}
        page = {"REQUEST_METHOD": "GET", "HTTP_HOST": DESK, "PATH_INFO": "/"}
        several = [asyncio.create_task(handler(dict(sign_in))) for _ in range(4)]
        await asyncio.sleep(0)
        answer = await asyncio.wait_for(handler(page), 10)
        may_end.set()
        return answer, await asyncio.gather(*several)

    answer, several = on_the_loop(all_at_once())
    assert answer.status == "200 OK"
    assert {one.status for one in several} == {"200 OK"}
