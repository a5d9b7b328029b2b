"""A week that was published in time meets its duty, and A4 counts it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from editorial.models import SectionPage
from editorial.public.section_contents import is_owed
from editorial.schedules.fulfilment import PublishedWeeks
from editorial.schedules.weeks import A_WEEK
from portals.calendar.models import CalendarDay
from portals.duties.enums import DutyStanding
from portals.duties.keeping import keep_duties
from portals.duties.loading import SHIPPED, read_duties
from portals.duties.models import Duty, Obligation
from portals.duties.queries import owed_still, told_missing
from tests.factories import section_of
from tests.scoring.cast import measure

from .cast import MONDAY, at, change_week, public_week, told, write_week
from .conftest import Office

EIGHT = at(23, 8)
A_MOMENT = timedelta(seconds=1)


@pytest.fixture
def duty() -> Duty:
    line = next(
        one for one in read_duties(SHIPPED.read_text(), frozenset({"commune", "district", "department", "province"}))
        if one.code == "lich-lam-viec-tuan" and one.tier == "commune"
    )  # fmt: skip
    from portals.duties.actions import _values

    return Duty.objects.create(**_values(line), period=(line.starts, None))


def standing(office: Office, monday: date = MONDAY) -> Any:
    return Obligation.objects.get(portal=office.portal, starts_on=monday)


class TestTheDuty:
    def test_is_met_by_a_week_that_is_public(self, office: Office, duty: Duty) -> None:
        write_week(office.portal, office.head, told("Nháp"), monday=MONDAY - A_WEEK)
        public_week(office.portal, office.head, told("Họp"))
        public_week(office.elsewhere, office.stranger, told("Họp"), monday=MONDAY - A_WEEK)
        keep_duties(now=at(25, 9))
        one = standing(office)
        slug = section_of(office.portal, "lich-lam-viec").slug
        assert (one.due_at, one.met_at) == (EIGHT, at(20, 16))
        assert one.address == f"/{slug}/?tuan=2026-11-23"
        assert standing(office, MONDAY - A_WEEK).met_at is None

    def test_is_not_met_by_one_of_which_nothing_is_left(self, office: Office) -> None:
        schedule = public_week(office.portal, office.head, told("Họp"))
        whats = PublishedWeeks().deliveries(["week"], MONDAY)
        assert len(list(whats)) == 1
        assert list(PublishedWeeks().deliveries(["week"], MONDAY + A_WEEK)) == []
        assert list(PublishedWeeks().deliveries([], MONDAY)) == []
        change_week(schedule, office.head, at(23, 9), {"Họp": {"is_private": True}})
        assert list(PublishedWeeks().deliveries(["week"], MONDAY)) == []

    @pytest.mark.parametrize(
        ("moment", "kept"), [(EIGHT, DutyStanding.MET), (EIGHT + A_MOMENT, DutyStanding.LATE)]
    )
    def test_is_due_at_eight_on_monday(
        self, office: Office, duty: Duty, moment: Any, kept: DutyStanding
    ) -> None:
        public_week(office.portal, office.head, told("Họp"), now=moment)
        keep_duties(now=at(25, 9))
        assert standing(office).standing_at(at(25, 9)) is kept

    def test_is_due_on_the_first_day_that_is_worked(self, office: Office, duty: Duty) -> None:
        monday = MONDAY + A_WEEK
        CalendarDay.objects.create(day=monday, kind="off", name="Nghỉ bù")
        tuesday = at(1, 8, month=12)
        public_week(office.portal, office.head, told("Họp", 2), monday=monday, now=tuesday)
        keep_duties(now=at(2, 9, month=12))
        one = standing(office, monday)
        assert (one.due_at, one.met_at) == (tuesday, tuesday)

    def test_is_not_owed_for_a_week_in_which_nobody_works(self, office: Office, duty: Duty) -> None:
        for day in range(5):
            off = MONDAY + A_WEEK + timedelta(days=day)
            CalendarDay.objects.create(day=off, kind="off", name="Tết")
        keep_duties(now=at(25, 9))
        assert not Obligation.objects.filter(starts_on=MONDAY + A_WEEK).exists()
        assert Obligation.objects.filter(starts_on=MONDAY).exists()

    def test_is_asked_five_weeks_back_and_waited_for_two(self, office: Office, duty: Duty) -> None:
        now = at(25, 9)
        keep_duties(now=now)
        own = Obligation.objects.filter(portal=office.portal).order_by("starts_on")
        # The coming week is asked from this Monday on.
        assert [one.starts_on for one in own] == [
            MONDAY + number * A_WEEK for number in range(-4, 2)
        ]
        waited_for = own.filter(owed_still(now)).values_list("starts_on", flat=True)
        assert list(waited_for) == [MONDAY + number * A_WEEK for number in range(-2, 2)]
        later = at(28, 9, month=12)
        assert [one.starts_on for one in told_missing(office.portal, later)] == []
        # The section is kept in sight for as long: the last of these weeks ended on 6 December.
        for day, is_in_sight in ((date(2026, 12, 20), True), (date(2026, 12, 21), False)):
            found = SectionPage.objects.filter(is_owed(office.portal, day), portal=office.portal)
            assert [one.section_type_id for one in found] == ["lich-lam-viec"] * is_in_sight


class TestTheMeasure:
    def test_is_the_share_of_weeks_by_their_hour(self, office: Office, duty: Duty) -> None:
        """October 2026 has the Mondays 5, 12, 19, 26."""
        october = [date(2026, 10, day) for day in (5, 12, 19)]
        for monday, when in zip(
            october, (at(2, 16, month=10), at(12, 8, month=10), at(19, 8, 1, month=10)), strict=True
        ):
            public_week(office.portal, office.head, told("Họp"), monday=monday, now=when)
        keep_duties(now=at(30, 9, month=10))
        found = measure("schedules.weeks", office.portal, office.elsewhere)
        one = found[office.portal.pk]
        assert (one.cases, one.value) == (4, Decimal("0.5"))
        assert one.numbers == {"due": 4, "in_time": 2, "late": 1, "unshown": 1, "no_case": 0}
        assert found[office.elsewhere.pk].numbers["unshown"] == 4

    def test_takes_no_other_duty(self, office: Office) -> None:
        from tests.scoring.cast import owes

        owes(office.portal)
        assert measure("schedules.weeks", office.portal)[office.portal.pk].cases == 0
