"""A page that is seen is counted, in the layer before Django; nothing of who saw it is kept."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from ipaddress import ip_network
from time import sleep

import django_rq
import pytest
from django.db import OperationalError
from django.utils import timezone

from portals.clock import LOCAL_ZONE, local_date
from portals.operations.layer import Operations
from portals.pagecache.hosts import KnownHosts
from portals.visits import counting, salts
from portals.visits.agents import Device
from portals.visits.counting import KEY, VisitCounter
from portals.visits.files import file_given
from portals.visits.salts import SALT, DaySalt, cell_of, reader_digest
from portals.visits.seen import Referrer, SeenThing, seen_of
from tests.portals.pagecache.visiting import Origin, served, visit

# The layer gives back the connection with which it may have read the hosts.
pytestmark = pytest.mark.django_db

HOST = "donganh.bacninh.localhost"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0"


def known_hosts() -> KnownHosts:
    return KnownHosts(lambda _day: {HOST: 1})


def operations() -> Operations:
    return Operations(served(Origin()), visits=VisitCounter(hosts=known_hosts()))


def see(
    page: object = 7,
    *,
    host: str = HOST,
    method: str = "POST",
    layer: Operations | None = None,
    **headers: str,
) -> int:
    sent = {"USER_AGENT": BROWSER, "SEC_FETCH_SITE": "same-origin"} | headers
    return visit(layer or operations(), host, f"/-/visits/{page}", method, **sent).status


NETWORK, PAGE = ("left", "network"), ("left", "page")


def views_of_things() -> dict[tuple[str, str], int]:
    views: Counter[tuple[str, str]] = Counter()
    for field, count in counted().items():
        thing = seen_of(field).thing
        views[thing.kind, thing.key] += count
    return dict(views)


def counted() -> dict[str, int]:
    found = django_rq.get_connection().hgetall(KEY)
    return {field.decode(): int(count) for field, count in found.items()}


class TestAPageThatIsSeen:
    def test_is_counted_by_day_host_and_page_and_nothing_else(self) -> None:
        assert [see(), see(), see(8)] == [204, 204, 204]

        seen = {seen_of(field): count for field, count in counted().items()}
        assert {one.thing: count for one, count in seen.items()} == {
            SeenThing("page", "7"): 2,
            SeenThing("page", "8"): 1,
        }
        assert {(one.portal, one.referrer, one.device) for one in seen} == {
            (1, Referrer.UNKNOWN, Device.COMPUTER)
        }

    def test_is_counted_on_the_day_of_the_province(self) -> None:
        # Half past five in the afternoon in Greenwich is half past midnight in Bắc Ninh.
        counter = VisitCounter(
            hosts=known_hosts(), clock=lambda: datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
        )
        environ = {
            "REQUEST_METHOD": "POST",
            "HTTP_HOST": HOST,
            "PATH_INFO": "/-/visits/7",
            "HTTP_USER_AGENT": BROWSER,
        }
        assert counter.take(environ) == "204 No Content"
        assert list(counted()) == ["2026-11-25|0|1|page|7|unknown|computer"]

    def test_is_counted_on_the_day_before_until_its_last_second(self) -> None:
        counter = VisitCounter(
            hosts=known_hosts(), clock=lambda: datetime(2026, 11, 24, 16, 59, 59, tzinfo=UTC)
        )
        assert see(layer=Operations(served(Origin()), visits=counter)) == 204
        assert [(one.day.day, one.hour) for one in map(seen_of, counted())] == [(24, 23)]

    @pytest.mark.parametrize(
        ("told", "known_as"),
        [
            ("search", Referrer.SEARCH),
            ("direct", Referrer.DIRECT),
            ("https://a.example/", "unknown"),
        ],
    )
    def test_is_told_from_which_class_of_place_the_reader_came(self, told, known_as) -> None:
        assert see(f"7?tu={told}") == 204
        assert [seen_of(field).referrer for field in counted()] == [known_as]

    def test_is_told_by_a_picture_where_there_is_no_script(self) -> None:
        dot = visit(operations(), HOST, "/-/visits/view-search.gif", USER_AGENT=BROWSER)
        assert (dot.status, dot.headers["Content-Type"]) == (200, "image/gif")
        assert dot.headers["Cache-Control"] == "no-store"
        assert [seen_of(field).thing for field in counted()] == [SeenThing("view", "search")]
        assert see("7.gif", method="POST") == 405
        assert see("7.png", method="GET") == 405

    @pytest.mark.parametrize(
        "headers",
        [
            {"SEC_FETCH_SITE": "cross-site"},
            {"SEC_FETCH_SITE": "same-site"},
        ],
    )
    def test_by_another_site_is_not_counted(self, headers) -> None:
        assert see(**headers) == 204
        assert counted() == {}

    @pytest.mark.parametrize(
        "agent",
        [
            "Mozilla/5.0 (compatible; Googlebot/2.1)",
            # Only the kept list knows that one.
            "curl/8.14.1",
            "facebookexternalhit/1.1",
            "LienCong-own/1",
            "x" * 401,
            "",
        ],
    )
    def test_by_a_machine_is_told_apart(self, agent) -> None:
        assert see(USER_AGENT=agent) == 204
        assert [seen_of(field).thing for field in counted()] == [SeenThing("left", "machine")]
        assert list(django_rq.get_connection().scan_iter(match=f"{counting.READERS}*")) == []

    @pytest.mark.parametrize(
        "page",
        [
            *("", "x", "0", "-1", "07", "1/2", "1234567890", "7|8", "%00", "7 "),
            *("left-network", "page-7", "view-", f"view-{'a' * 41}", "view-a|b", "View-a"),
        ],
    )
    def test_under_no_possible_id_is_not_counted(self, page) -> None:
        assert see(page) == 404
        assert counted() == {}

    @pytest.mark.parametrize(
        "host",
        [
            "xau.example",
            "quantri.bacninh.localhost",
            "khong-co.bacninh.localhost",
            f"a|b.{HOST}",
            f"{'a' * 300_000}.bacninh.localhost",
        ],
    )
    def test_of_a_host_that_is_no_portal_is_not_counted(self, host) -> None:
        assert see(host=host) == 404
        assert counted() == {}

    def test_is_told_only_by_a_post(self) -> None:
        assert see(method="GET") == 405
        assert counted() == {}


class TestPagesThatNobodyCanHaveSeen:
    def test_do_not_fill_the_queues_server(self, monkeypatch) -> None:
        monkeypatch.setattr(counting, "MOST_FIELDS", 3)
        layer = operations()
        for page in range(1, 20):
            assert see(page, layer=layer) == 204
        assert len(counted()) == 3
        # What is there already is counted on.
        assert see(1, layer=layer) == 204
        assert sorted(counted().values()) == [1, 1, 2]


class TestAFlood:
    def test_from_one_network_is_bounded_and_marked(self, monkeypatch) -> None:
        monkeypatch.setattr(counting, "MOST_OF_A_NETWORK", 3)
        layer = operations()
        for page in range(1, 6):
            see(page, layer=layer, X_FORWARDED_FOR="203.0.113.9")
        assert views_of_things() == {**{("page", str(page)): 1 for page in (1, 2, 3)}, NETWORK: 2}

    def test_of_addresses_of_one_customer_is_one(self, monkeypatch, settings) -> None:
        monkeypatch.setattr(counting, "MOST_OF_A_NETWORK", 3)
        settings.PORTALS_TRUSTED_PROXIES = [ip_network("127.0.0.1")]
        layer = operations()
        for number in range(5):
            see(7, layer=layer, X_FORWARDED_FOR=f"2001:db8:7:{number:x}::1")
        see(7, layer=layer, X_FORWARDED_FOR="203.0.113.9")
        assert views_of_things() == {("page", "7"): 4, NETWORK: 2}

    def test_of_one_page_is_bounded_and_marked(self, monkeypatch) -> None:
        monkeypatch.setattr(counting, "MOST_OF_A_PAGE", 3)
        layer = operations()
        for _look in range(5):
            see(7, layer=layer)
        see(8, layer=layer)
        assert views_of_things() == {("page", "7"): 3, ("page", "8"): 1, PAGE: 2}

    def test_is_forgotten_with_its_hour(self) -> None:
        see()
        valkey = django_rq.get_connection()
        (bounds,) = valkey.scan_iter(match=f"{counting.BOUNDS}*")
        assert 0 < valkey.ttl(bounds) <= 7_200
        assert all(re.fullmatch(rb"[np]\d{1,5}", cell) for cell in valkey.hkeys(bounds))


class TestTheSalt:
    def test_is_one_for_all_processes_of_a_day_and_another_on_the_next(self) -> None:
        valkey = django_rq.get_connection()
        today, tomorrow = date(2126, 11, 24), date(2126, 11, 25)
        first, second = DaySalt(), DaySalt()
        salt = first.of(today, valkey)
        assert second.of(today, valkey) == salt
        assert first.of(tomorrow, valkey) != salt
        assert len(salt) == 32

    def test_is_never_that_of_another_day_nor_none(self, monkeypatch) -> None:
        """Views and files are counted by two threads of a process: one looks back while the other asks."""
        valkey, salt, given = django_rq.get_connection(), DaySalt(), []
        yesterday, today = date(2126, 11, 24), date(2126, 11, 25)
        former = salt.of(yesterday, valkey)
        agreed = salts.agreed_salt

        def slow(asked: object, day: date) -> bytes:
            if day == today:
                given.append(salt.of(yesterday, valkey))
            return agreed(asked, day)

        monkeypatch.setattr(salts, "agreed_salt", slow)
        assert salt.of(today, valkey) != former
        assert given == [former]

    def test_of_yesterday_is_forgotten_though_there_is_none_for_today(self, monkeypatch) -> None:
        salt = DaySalt()
        former = salt.of(date(2126, 11, 24), django_rq.get_connection())

        def away(*_: object) -> bytes:
            raise ConnectionError

        monkeypatch.setattr(salts, "agreed_salt", away)
        with pytest.raises(ConnectionError):
            salt.of(date(2126, 11, 25), django_rq.get_connection())
        assert repr(former) not in repr(vars(salt))

    def test_lies_nowhere_after_local_midnight(self) -> None:
        valkey = django_rq.get_connection()
        today = local_date(timezone.now())
        DaySalt().of(today, valkey)
        ends = datetime.combine(today + timedelta(days=1), time(), LOCAL_ZONE)
        assert valkey.expiretime(f"{SALT}{today}") == ends.timestamp()

        DaySalt().of(today - timedelta(days=1), valkey)
        assert not valkey.exists(f"{SALT}{today - timedelta(days=1)}")

    def test_tells_the_same_reader_apart_on_two_days(self) -> None:
        one, other = (
            reader_digest(salt, "203.0.113.9", BROWSER) for salt in (b"a" * 32, b"b" * 32)
        )
        assert one != other
        assert cell_of(b"a" * 32, "203.0.113.9") < 65_536

    def test_is_the_only_thing_by_which_readers_are_known(self) -> None:
        see()
        held = [
            *(key for key in django_rq.get_connection().scan_iter(match=f"{KEY}*")),
            *counted(),
        ]
        assert not any("127.0.0.1" in str(one) or "Firefox" in str(one) for one in held)


class TestAFileThatIsGiven:
    @pytest.mark.parametrize(
        ("status", "headers", "is_counted"),
        [
            ("200 OK", {}, True),
            ("304 Not Modified", {}, True),
            ("206 Partial Content", {"HTTP_RANGE": "bytes=0-99"}, True),
            ("206 Partial Content", {"HTTP_RANGE": "bytes=100-199"}, False),
            ("404 Not Found", {}, False),
            ("410 Gone", {}, False),
            ("200 OK", {"REQUEST_METHOD": "HEAD"}, False),
            ("200 OK", {"PATH_INFO": "/tep/12/nghe.mp3"}, False),
            ("200 OK", {"PATH_INFO": "/tin-tuc/"}, False),
        ],
    )
    def test_counts_once_from_its_beginning(self, status, headers, is_counted) -> None:
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/tep/12/van-ban.pdf"} | headers
        assert file_given(environ, status) == ("12" if is_counted else None)

    def test_is_counted_behind_the_answer(self) -> None:
        layer = operations()
        answer = visit(layer, HOST, "/tep/12/van-ban.pdf", USER_AGENT=BROWSER)
        assert answer.status == 200
        for _wait in range(100):
            if counted():
                break
            sleep(0.05)
        assert views_of_things() == {("file", "12"): 1}


class TestWithoutAnyHosts:
    def test_the_view_is_lost_and_the_page_hears_nothing_of_it(self) -> None:
        def away(_day: object) -> dict[str, int]:
            raise OperationalError

        counter = VisitCounter(hosts=KnownHosts(away))
        assert see(layer=Operations(served(Origin()), visits=counter)) == 204
        assert (counter.lost, counted()) == (1, {})


class TestWithoutTheQueuesServer:
    def test_the_answer_comes_and_the_operator_sees_what_is_lost(self, settings) -> None:
        nowhere = {"URL": "redis://127.0.0.1:1/0"}
        settings.RQ_QUEUES = {**settings.RQ_QUEUES, "default": nowhere}
        layer = operations()
        statuses = [
            visit(layer, HOST, f"/-/visits/{page}", "POST", USER_AGENT=BROWSER).status
            for page in (1, 2, 3, 4)
        ]
        assert statuses == [204] * 4

        settings.PORTALS_METRICS_TOKEN = "x" * 20
        numbers = visit(layer, HOST, "/metrics", AUTHORIZATION="Bearer " + "x" * 20).text
        lost = next(
            line for line in numbers.splitlines() if line.startswith("portals_views_lost_total{")
        )
        assert float(lost.split()[-1]) == 4
