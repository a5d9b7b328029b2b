"""The working calendar, against values counted by hand on a wall calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from portals.boards.enums import Position
from portals.calendar.actions import UnableToSetDay, clear_day, set_day
from portals.calendar.models import CalendarDay, WorkingHours
from portals.calendar.working_days import (
    OfficeHours,
    WorkingCalendar,
    add_working_days,
    load_calendar,
    working_days_between,
)
from portals.clock import LOCAL_ZONE
from portals.refusals import NotYourOffice
from tests.factories import make_member, make_portal
from tests.walls import body, desk_client

EIGHT_HOURS = WorkingCalendar(
    hours={None: (OfficeHours(None, None, ((time(7, 30), time(11, 30)), (time(13), time(17)))),)}
)
dates = st.dates(date(2022, 1, 1), date(2029, 1, 1))


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LOCAL_ZONE)


@pytest.mark.django_db
class TestTheShippedCalendar:
    @pytest.mark.parametrize(
        ("month", "days"),
        [
            # Weekdays of the month, less the holidays on weekdays, plus the worked Saturdays.
            ((2023, 1), 22 - 6),  # 2 Jan made up for; Tết 20, 23-26
            ((2023, 5), 23 - 3),
            ((2023, 9), 21 - 2),
            ((2024, 2), 21 - 5),
            ((2024, 4), 22 - 3),  # 18, 29, 30
            ((2024, 5), 23 - 1 + 1),  # 1 May; Saturday 4 May worked
            ((2024, 9), 21 - 2),
            ((2025, 1), 23 - 6),
            ((2025, 4), 22 - 2 + 1),  # 7, 30; Saturday 26 worked
            ((2025, 5), 22 - 2),
            ((2026, 1), 22 - 2 + 1),
            ((2026, 2), 20 - 5),
            ((2026, 4), 22 - 2),
            ((2026, 8), 21 - 1 + 1),
            ((2026, 9), 22 - 2),
            ((2026, 10), 22),
            ((2026, 11), 21 - 1),
            ((2027, 2), 20 - 5),
        ],
    )
    def test_has_the_working_days_of_each_month(self, month, days) -> None:
        year, number = month
        first = date(year, number, 1)
        end = date(year + number // 12, number % 12 + 1, 1)

        assert load_calendar().working_days_in(first, end) == days

    def test_counts_a_term_over_tet(self) -> None:
        """Received on Thursday 12 Feb 2026; Tết closes offices from the 14th to the 22nd."""
        received = local(2026, 2, 12, 16)

        assert add_working_days(received, 1) == local(2026, 2, 13, 23, 59, 59, 999_999)
        assert add_working_days(received, 2) == local(2026, 2, 23, 23, 59, 59, 999_999)
        assert working_days_between(date(2026, 2, 12), date(2026, 2, 24)) == 3

    def test_counts_a_term_over_an_exchanged_day(self) -> None:
        """Friday 21 Aug 2026: the Saturday is worked, Monday 31 Aug is not, nor 1 and 2 September."""
        assert add_working_days(local(2026, 8, 21, 9), 1).date() == date(2026, 8, 22)
        assert working_days_between(date(2026, 8, 28), date(2026, 9, 3)) == 1

    def test_says_what_no_document_sets_yet(self) -> None:
        provisional = CalendarDay.objects.filter(is_provisional=True)

        assert {entry.day for entry in provisional.filter(day__year__lt=2027)} == {
            date(2026, 11, 24)
        }
        assert date(2027, 2, 5) in {entry.day for entry in provisional}
        assert not CalendarDay.objects.filter(is_provisional=False, decision="").exists()

    def test_lists_no_weekend_as_a_day_off(self) -> None:
        assert not CalendarDay.objects.filter(kind="off", day__iso_week_day__gte=6).exists()

    def test_knows_which_years_were_entered(self) -> None:
        calendar = load_calendar()

        assert [year for year in range(2022, 2029) if calendar.knows(year)] == [
            2023, 2024, 2025, 2026, 2027,
        ]  # fmt: skip

    def test_is_read_in_two_queries(self, django_assert_num_queries) -> None:
        with django_assert_num_queries(2):
            load_calendar()


class TestADayIsTheProvinces:
    def test_wherever_the_server_stands(self) -> None:
        """20:00 UTC on Monday is Tuesday morning in Vietnam."""
        moment = datetime(2026, 10, 5, 20, tzinfo=UTC)

        assert EIGHT_HOURS.add_working_days(moment, 1).date() == date(2026, 10, 7)


class TestATerm:
    def test_begins_on_the_day_after(self) -> None:
        assert EIGHT_HOURS.working_days_between(date(2026, 10, 5), date(2026, 10, 5)) == 0
        assert EIGHT_HOURS.working_days_between(date(2026, 10, 5), date(2026, 10, 6)) == 1
        assert EIGHT_HOURS.working_days_between(date(2026, 10, 9), date(2026, 10, 12)) == 1

    def test_is_nothing_backwards(self) -> None:
        assert EIGHT_HOURS.working_days_between(date(2026, 10, 9), date(2026, 10, 5)) == 0

    def test_of_no_days_ends_on_a_day_that_is_worked(self) -> None:
        assert EIGHT_HOURS.add_working_days(local(2026, 10, 9, 8), 0).date() == date(2026, 10, 9)
        assert EIGHT_HOURS.add_working_days(local(2026, 10, 10, 8), 0).date() == date(2026, 10, 12)

    def test_is_not_negative(self) -> None:
        with pytest.raises(ValueError, match="negative"):
            EIGHT_HOURS.add_working_days(local(2026, 10, 9), -1)

    @given(start=dates, number=st.integers(1, 60), off=st.frozensets(dates, max_size=40))
    def test_holds_as_many_working_days_as_were_added(self, start, number, off) -> None:
        calendar = WorkingCalendar(off=off)
        end = calendar.add_working_days(datetime.combine(start, time(12), LOCAL_ZONE), number)

        assert calendar.working_days_between(start, end.date()) == number
        assert calendar.is_working_day(end.date())


class TestWorkingHours:
    def test_pass_only_while_the_office_works(self) -> None:
        """From Friday 16:00: one hour, then Monday's four in the morning."""
        friday = local(2026, 10, 9, 16)

        assert EIGHT_HOURS.add_working_hours(friday, 1) == local(2026, 10, 9, 17)
        assert EIGHT_HOURS.add_working_hours(friday, 4) == local(2026, 10, 12, 10, 30)
        assert EIGHT_HOURS.working_time_between(friday, local(2026, 10, 12, 14)) == timedelta(
            hours=6
        )

    def test_leave_out_noon_and_night(self) -> None:
        noon, night = local(2026, 10, 9, 11, 30), local(2026, 10, 9, 23)

        assert EIGHT_HOURS.working_time_between(noon, local(2026, 10, 9, 13)) == timedelta()
        assert EIGHT_HOURS.working_time_between(night, local(2026, 10, 12, 7, 30)) == timedelta()

    @given(minutes=st.integers(0, 480_000), hours=st.integers(0, 90))
    def test_come_back_as_they_were_added(self, minutes, hours) -> None:
        moment = local(2026, 1, 1) + timedelta(minutes=minutes)
        end = EIGHT_HOURS.add_working_hours(moment, hours)

        assert EIGHT_HOURS.working_time_between(moment, end) == timedelta(hours=hours)

    @pytest.mark.django_db
    def test_are_the_portals_own_where_it_has_some(self) -> None:
        portal, other = make_portal(), make_portal()
        WorkingHours.objects.create(
            portal=portal, morning_from=time(8), morning_to=time(12),
            afternoon_from=time(14), afternoon_to=time(18),
            period=DateRange(date(2026, 10, 1), None),
        )  # fmt: skip
        calendar = load_calendar()
        before, after = date(2026, 9, 30), date(2026, 10, 1)

        assert calendar.spells(after, portal.pk)[0][0] == local(2026, 10, 1, 8)
        assert calendar.spells(before, portal.pk)[0][0] == local(2026, 9, 30, 7, 30)
        assert calendar.spells(after, other.pk)[0][0] == local(2026, 10, 1, 7, 30)

    @pytest.mark.django_db
    def test_are_the_new_ones_from_the_day_on_which_they_change(self) -> None:
        """Of the portal itself, and again those of all from the day on which its own end."""
        portal = make_portal()
        for opens, period in (
            (time(8), DateRange(date(2026, 10, 1), date(2026, 10, 14))),
            (time(6), DateRange(date(2026, 10, 14), date(2026, 10, 20))),
        ):
            WorkingHours.objects.create(
                portal=portal, morning_from=opens, morning_to=time(10),
                afternoon_from=time(14), afternoon_to=time(16), period=period,
            )  # fmt: skip
        calendar = load_calendar()

        def opening(day: int) -> tuple[int, int]:
            begins = calendar.spells(date(2026, 10, day), portal.pk)[0][0]
            return begins.hour, begins.minute

        assert [opening(day) for day in (13, 14, 19, 20)] == [(8, 0), (6, 0), (6, 0), (7, 30)]
        # Two hours in the afternoon of the 13th, then one of the longer morning.
        assert calendar.add_working_hours(local(2026, 10, 13, 14), 3, portal.pk) == local(
            2026, 10, 14, 7
        )
        # The old morning has two hours, the new one four.
        assert calendar.working_time_between(
            local(2026, 10, 13, 0), local(2026, 10, 14, 12), portal.pk
        ) == timedelta(hours=2 + 2 + 4)

    @pytest.mark.django_db
    def test_are_one_set_at_a_time(self) -> None:
        with pytest.raises(IntegrityError, match="one_working_day"), transaction.atomic():
            WorkingHours.objects.create(
                morning_from=time(8), morning_to=time(12),
                afternoon_from=time(14), afternoon_to=time(18),
                period=DateRange(date(2026, 10, 1), None),
            )  # fmt: skip


@pytest.mark.django_db
class TestTheProvinceKeepsTheCalendar:
    now = datetime(2026, 10, 5, 3, tzinfo=UTC)

    def enter(self, actor, **changes):
        values = {
            "day": date(2027, 12, 31),
            "kind": "off",
            "name": "Nghỉ bù",
            "decision": "1/TB-BNV",
            "is_provisional": False,
        }
        return set_day(**{**values, **changes}, actor=actor, now=self.now)

    @pytest.fixture
    def keeper(self):
        return make_member(make_portal("province"), Position.SECRETARY)

    def test_enters_changes_and_clears_a_day(self, keeper) -> None:
        entry = self.enter(keeper)
        assert not load_calendar().is_working_day(date(2027, 12, 31))

        self.enter(keeper, name="Nghỉ Tết Dương lịch")
        clear_day(entry=CalendarDay.objects.get(pk=entry.pk), actor=keeper, now=self.now)

        assert load_calendar().is_working_day(date(2027, 12, 31))

    def test_has_a_document_or_says_provisional(self, keeper) -> None:
        with pytest.raises(UnableToSetDay):
            self.enter(keeper, decision=" ")
        self.enter(keeper, decision="", is_provisional=True)

    def test_works_on_weekends_only_in_exchange(self, keeper) -> None:
        with pytest.raises(UnableToSetDay):
            self.enter(keeper, kind="worked")
        with pytest.raises(IntegrityError), transaction.atomic():
            CalendarDay.objects.create(day=date(2027, 12, 30), kind="worked", name="x")

    @pytest.mark.parametrize(
        ("tier", "position"),
        [("commune", Position.HEAD), ("district", Position.HEAD), ("province", Position.EDITOR)],
    )
    def test_nobody_else_does(self, tier, position) -> None:
        user = make_member(make_portal(tier), position)
        with pytest.raises(NotYourOffice):
            self.enter(user)
        entry = CalendarDay.objects.order_by("pk").first()

        client = desk_client(user)
        page = client.get(reverse("calendar_year", args=[2026]))
        refused = client.post(reverse("calendar_clear", args=[entry.pk]))

        assert "24/11/2026" in body(page).decode()
        assert b'name="decision"' not in body(page)
        assert refused.status_code == 404
        assert CalendarDay.objects.filter(pk=entry.pk).exists()

    def test_does_it_on_a_page(self, keeper) -> None:
        client = desk_client(keeper)
        page = reverse("calendar_year", args=[2027])
        form = {"day": "2027-12-31", "kind": "off", "name": "Nghỉ bù", "decision": "1/TB-BNV"}

        assert client.post(page, form).status_code == 302
        assert client.post(page, {**form, "kind": "worked"}).status_code == 200
        assert client.post(page, {**form, "day": "không"}).status_code == 200
        assert "31/12/2027" in body(client.get(page)).decode()
        assert client.get(reverse("calendar_year", args=[9999])).status_code == 404

    def test_who_sits_on_no_board_sees_nothing(self) -> None:
        response = desk_client(None).get(reverse("calendar_year", args=[2026]))

        assert response.status_code == 302
