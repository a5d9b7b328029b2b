"""A page that is seen is counted, in the layer before Django; nothing of who saw it is kept."""

from __future__ import annotations

from datetime import UTC, datetime

import django_rq
import pytest
from django.db import OperationalError

from portals.operations.layer import Operations
from portals.pagecache.hosts import KnownHosts
from portals.visits import counting
from portals.visits.counting import KEY, VisitCounter
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


def counted() -> dict[str, int]:
    found = django_rq.get_connection().hgetall(KEY)
    return {field.decode(): int(count) for field, count in found.items()}


class TestAPageThatIsSeen:
    def test_is_counted_by_day_host_and_page_and_nothing_else(self) -> None:
        assert [see(), see(), see(8)] == [204, 204, 204]

        names = [field.split("|") for field in counted()]
        assert sorted((host, page) for _day, host, page in names) == [(HOST, "7"), (HOST, "8")]
        assert sorted(counted().values()) == [1, 2]

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
        assert list(counted()) == [f"2026-11-25|{HOST}|7"]

    @pytest.mark.parametrize(
        "headers",
        [
            {"SEC_FETCH_SITE": "cross-site"},
            {"SEC_FETCH_SITE": "same-site"},
            {"USER_AGENT": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
            {"USER_AGENT": ""},
        ],
    )
    def test_by_another_site_or_a_machine_is_not_counted(self, headers) -> None:
        assert see(**headers) == 204
        assert counted() == {}

    @pytest.mark.parametrize(
        "page", ["", "x", "0", "-1", "07", "1/2", "1234567890", "7|8", "%00", "7 "]
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
        # The fourth says that there are too many; this process counts none for a while then.
        assert len(counted()) == 4


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
