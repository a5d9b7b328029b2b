"""How portals were read in a month: of its days and of these portals alone, and nothing where nothing is known."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.readership.monthly import MOST_NAMED, month_of_reading
from portals.visits.models import DayShare, PageViews
from tests.factories import make_portal, make_story, published_story

pytestmark = pytest.mark.django_db

MONTH, TODAY = date(2026, 10, 1), date(2026, 11, 16)


def viewed(portal, day: date, views: int, *, aspect: str = "kind") -> None:
    DayShare.objects.create(portal=portal, day=day, aspect=aspect, value="home", views=views)


@pytest.fixture(autouse=True)
def counting_of_all_pages() -> None:
    """Since long before."""
    viewed(make_portal(), date(2020, 1, 1), 1, aspect="hour")


def looked_at(portal, page, day: date, views: int) -> None:
    PageViews.objects.create(portal=portal, page=page, day=day, views=views)


class TestAMonth:
    def test_has_its_own_days_beside_those_of_the_month_before(self) -> None:
        one, other, stranger = make_portal(), make_portal(), make_portal()
        viewed(one, date(2026, 8, 31), 1_000_000)
        viewed(one, date(2026, 9, 1), 50)
        viewed(other, date(2026, 9, 30), 50)
        viewed(one, date(2026, 10, 1), 20)
        viewed(other, date(2026, 10, 31), 100)
        viewed(one, date(2026, 11, 1), 7_000)
        viewed(one, date(2026, 10, 5), 300, aspect="device")
        viewed(stranger, date(2026, 10, 5), 40_000)

        read = month_of_reading([one.pk, other.pk], MONTH, TODAY)

        assert read is not None
        assert (read.views, read.before, read.change) == (120, 100, 20)
        assert read.unread == frozenset()

    def test_names_whom_nobody_looked_at(self) -> None:
        one, other = make_portal(), make_portal()
        viewed(one, MONTH, 1)
        viewed(other, date(2026, 9, 30), 5)
        viewed(other, date(2026, 10, 3), 5, aspect="left")
        read = month_of_reading([one.pk, other.pk], MONTH, TODAY)
        assert read is not None
        assert read.unread == {other.pk}

    def test_names_public_stories_by_their_views_on_all_these_portals(self) -> None:
        one, other, stranger = make_portal(), make_portal(), make_portal()
        viewed(one, MONTH, 1)
        most = published_story(one, title="Nhiều nhất")
        next_one = published_story(one, title="Nhì")
        looked_at(one, most, date(2026, 10, 1), 6)
        looked_at(other, most, date(2026, 10, 31), 6)
        looked_at(one, next_one, date(2026, 10, 2), 10)
        # Of another month, on another portal, not public, and no story.
        looked_at(one, next_one, date(2026, 9, 30), 900)
        looked_at(one, next_one, date(2026, 11, 1), 900)
        looked_at(stranger, next_one, date(2026, 10, 2), 900)
        looked_at(one, make_story(one, title="Chưa đăng"), date(2026, 10, 2), 900)
        looked_at(one, one.root, date(2026, 10, 2), 900)
        read = month_of_reading([one.pk, other.pk], MONTH, TODAY)
        assert read is not None
        assert list(read.most_read) == [("Nhiều nhất", 12), ("Nhì", 10)]

    def test_names_a_few_in_five_queries(self) -> None:
        portals = [make_portal() for _number in range(3)]
        viewed(portals[0], MONTH, 1)
        for number in range(MOST_NAMED + 2):
            looked_at(portals[0], published_story(portals[0]), MONTH, number + 1)
        with CaptureQueriesContext(connection) as queries:
            read = month_of_reading([one.pk for one in portals], MONTH, TODAY)
        assert read is not None
        assert [views for _title, views in read.most_read] == [7, 6, 5, 4, 3]
        assert len(queries) == 5

    @pytest.mark.parametrize(
        ("month", "today", "is_known"),
        [
            (MONTH, date(2026, 10, 31), False),
            (MONTH, date(2026, 11, 1), True),
            (MONTH, date(2028, 12, 31), True),
            (MONTH, date(2029, 1, 1), False),
            (date(2026, 9, 1), TODAY, False),
        ],
    )
    def test_is_told_when_it_is_over_while_months_are_kept_and_if_anything_was_counted(
        self, month, today, is_known
    ) -> None:
        portal = make_portal()
        viewed(portal, MONTH, 3)
        assert (month_of_reading([portal.pk], month, today) is not None) is is_known

    def test_is_compared_with_no_month_of_which_the_year_alone_is_kept(self) -> None:
        portal = make_portal()
        viewed(portal, date(2026, 1, 1), 3)
        viewed(portal, date(2025, 12, 1), 9)
        for today, before in ((date(2027, 12, 31), 9), (date(2028, 1, 1), 0)):
            read = month_of_reading([portal.pk], date(2026, 1, 1), today)
            assert read is not None
            assert read.before == before
        assert read.change is None

    @pytest.mark.parametrize(
        ("began", "before"), [(date(2026, 9, 1), 9), (date(2026, 9, 2), 0), (None, 0)]
    )
    def test_is_compared_with_no_month_in_which_stories_alone_were_counted(
        self, began: date | None, before: int
    ) -> None:
        DayShare.objects.all().delete()
        portal = make_portal()
        viewed(portal, MONTH, 3)
        viewed(portal, date(2026, 9, 15), 9)
        if began:
            viewed(make_portal(), began, 9, aspect="hour")
        read = month_of_reading([portal.pk], MONTH, TODAY)
        assert read is not None
        assert read.before == before
