"""How often a portal was looked at, in its footer: by its board's choice, true, and never long out of date."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portals import process_cache
from portals.boards.enums import Position
from portals.models import EditionChange, Portal
from portals.visits.models import DayShare, FormerYear
from portals.visits.queries import ViewsSoFar, views_so_far
from tests.factories import make_member, make_portal
from tests.support.known import forget_what_is_known
from tests.support.visiting import visit
from tests.walls import desk_client

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 25)
# A quarter past four in the afternoon of that day.
NOW = datetime(2026, 11, 25, 9, 15, tzinfo=UTC)


def viewed(portal: Portal, day: date, views: int, *, aspect: str = "kind", value: str = "home"):
    DayShare.objects.create(portal=portal, day=day, aspect=aspect, value=value, views=views)


def former(portal: Portal, year: int, views: int) -> None:
    FormerYear.objects.create(
        portal=portal, year=year, views=views, source="Báo cáo năm", entered_at=NOW
    )


def counted() -> Portal:
    portal, other = make_portal(), make_portal()
    Portal.objects.filter(pk=portal.pk).update(shows_views=True)
    viewed(portal, TODAY, 7)
    viewed(portal, TODAY, 5, value="section")
    viewed(portal, TODAY, 900, aspect="device", value="phone")
    viewed(portal, date(2026, 11, 1), 1_000)
    viewed(portal, date(2026, 10, 31), 20_000)
    viewed(portal, date(2026, 11, 26), 400_000)
    viewed(other, TODAY, 8_000_000)
    return portal


def foot(portal: Portal) -> str:
    text = visit(portal, "/").content.decode().partition('<footer class="footer">')[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


class TestTheNumbers:
    def test_are_those_that_were_counted_and_nothing_else(self) -> None:
        assert views_so_far(counted(), TODAY) == ViewsSoFar(12, 1_012, 21_012, 0, None, None)
        assert views_so_far(make_portal(), TODAY) == ViewsSoFar(0, 0, 0, 0, None, None)

    def test_of_former_years_are_told_apart(self) -> None:
        portal = counted()
        for year, views in ((2019, 300), (2021, 4)):
            former(portal, year, views)
        former(make_portal(), 2005, 9)
        assert views_so_far(portal, TODAY) == ViewsSoFar(12, 1_012, 21_012, 304, 2019, 2021)


@pytest.fixture
def on_that_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.usefixtures("on_that_day")
class TestTheFooter:
    def test_says_nothing_until_the_board_wants_it(self) -> None:
        portal = make_portal()
        viewed(portal, TODAY, 7)
        with CaptureQueriesContext(connection) as queries:
            assert "Lượt truy cập" not in foot(portal)
        assert not any("visits_" in one["sql"] for one in queries)

    def test_says_how_often_and_as_of_when(self) -> None:
        said = foot(counted())
        assert "Lượt truy cập (tính đến 16:15 25/11/2026)" in said
        assert "Hôm nay 12 Tháng này 1.012 Tất cả 21.012" in said
        assert "hệ thống khác" not in said

    @pytest.mark.parametrize(
        ("years", "words"),
        [((2019,), "hệ thống khác, năm 2019 300"), ((2019, 2021), "hệ thống khác, 2019–2021 600")],
    )
    def test_names_former_years_as_such(self, years, words) -> None:
        portal = counted()
        for year in years:
            former(portal, year, 300)
        said = foot(portal)
        assert words in said
        assert "Tất cả 21.012" in said

    def test_says_nothing_where_the_body_is_gone(self) -> None:
        portal = counted()
        Portal.objects.filter(pk=portal.pk).update(closed_on=date(2026, 11, 20))
        assert "Lượt truy cập" not in foot(portal)

    def test_asks_two_queries_once_a_minute_however_many_pages_are_read(
        self, settings, monkeypatch
    ) -> None:
        portal = counted()
        settings.PORTALS_KNOWN_SECONDS = 600
        asked = []
        clock = [1000.0]
        monkeypatch.setattr(process_cache.time, "monotonic", lambda: clock[0])
        forget_what_is_known()
        for seconds in (0, 30, 29, 2):
            clock[0] += seconds
            with CaptureQueriesContext(connection) as queries:
                foot(portal)
            asked.append(sum("visits_" in one["sql"] for one in queries))
        forget_what_is_known()
        assert asked == [2, 0, 0, 2]


class TestTheChoice:
    def test_is_its_boards(self) -> None:
        portal = make_portal()
        client = desk_client(make_member(portal, Position.SECRETARY))
        address = f"/giao-dien/{portal.pk}/"
        assert 'name="shows_views"' in client.get(address).content.decode()
        for chosen, shown in (({"shows_views": "on"}, True), ({}, False)):
            EditionChange.objects.all().delete()
            assert client.post(address, {"licence": "", **chosen}).status_code == 302
            portal.refresh_from_db()
            assert portal.shows_views is shown
            assert ("Lượt truy cập" in foot(portal)) is shown
            assert EditionChange.objects.filter(portal_ids=[portal.pk]).exists()

    def test_is_none_of_an_editors_and_none_of_strangers(self) -> None:
        portal = make_portal()
        for board, position in ((portal, Position.EDITOR), (make_portal(), Position.HEAD)):
            client = desk_client(make_member(board, position))
            client.post(f"/giao-dien/{portal.pk}/", {"shows_views": "on"})
        portal.refresh_from_db()
        assert not portal.shows_views
