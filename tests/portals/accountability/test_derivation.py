"""The derivation of a due day says what happened, counts the days, and comes to the day that the clock says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portals.accountability.clock.folding import fold_life
from portals.accountability.clock.tracing import counted_days, trace_life
from portals.accountability.derivation import derivation_of
from portals.accountability.enums import CaseStep
from portals.accountability.keeping import notice_calendar
from portals.accountability.models import CitizenCase
from portals.calendar.models import CalendarDay
from tests.factories import make_portal
from tests.portals.accountability.cases import happens, local, make_case
from tests.portals.accountability.test_folding import NOVEMBER, arrived

pytestmark = pytest.mark.django_db


class TestTheDays:
    def test_are_numbered_where_they_are_counted(self) -> None:
        clock = trace_life(arrived(20, days=4), [], NOVEMBER)[-1].after
        # Saturday, Sunday and the 24th are not; Saturday the 28th is worked.
        assert [(each.day.day, each.number) for each in counted_days(clock)] == [
            (21, None), (22, None), (23, 1), (24, None), (25, 2), (26, 3), (27, 4),
        ]  # fmt: skip

    def test_end_with_the_due_day(self) -> None:
        clock = trace_life(arrived(20, days=5), [], NOVEMBER)[-1].after
        last = counted_days(clock)[-1]
        assert (last.day, last.number) == (date(2026, 11, 28), 5)

    def test_come_to_what_the_fold_says(self) -> None:
        for day in range(1, 29):
            arrival = arrived(day, days=7)
            clock, _verdicts = fold_life(arrival, [], NOVEMBER)
            assert trace_life(arrival, [], NOVEMBER)[-1].after == clock
            numbers = [each.number for each in counted_days(clock) if each.number]
            assert numbers == list(range(1, 8))

    def test_begin_after_the_day_that_counts_as_that_of_the_arrival(self) -> None:
        # On a Saturday, and on a Friday a minute after closing; at closing it is that Friday still.
        for arrival, numbers in (
            (arrived(21, days=2), [None, None, None, 1, 2]),
            (arrived(20, "17:01", days=2), [None, None, None, None, 1, 2]),
            (arrived(20, "17:00", days=2), [None, None, 1, None, 2]),
        ):
            clock = trace_life(arrival, [], NOVEMBER)[-1].after
            assert [each.number for each in counted_days(clock)] == numbers


class TestASentence:
    @pytest.fixture
    def portal(self):
        return make_portal(name="Phường Thử")

    def words(self, case) -> str:
        return "\n".join(line.words for line in derivation_of(case))

    def test_begins_with_the_arrival(self, portal) -> None:
        lines = derivation_of(make_case(portal))
        assert len(lines) == 1
        for said in ("Phường Thử", "10:00, 02/11/2026", "10 ngày làm việc", "17:00, 16/11/2026"):
            assert said in lines[0].words
        assert lines[0].days[-1].day == local(16).date()
        assert lines[0].days[-1].number == 10
        weekend = {line.day.day: line.why for line in lines[0].days if line.number is None}
        assert set(weekend) == {7, 8, 14, 15}
        assert all(weekend.values())

    def test_says_as_which_day_it_counts_that_came_outside_working_hours(self, portal) -> None:
        (line,) = derivation_of(make_case(portal, now=local(7)))
        assert "tính như đến ngày 09/11/2026" in line.words
        assert line.days[0].day == local(8).date()
        assert [(one.number, one.why) for one in line.days[1:3]] == [
            (None, "tính là ngày nhận"),
            (1, ""),
        ]
        assert line.days[-1].number == 10

    def test_tells_of_a_pause(self, portal) -> None:
        case = make_case(portal)
        happens(case, CaseStep.ASKED, local(13, "16:00"))
        # One hour of the 13th, and the whole of the 16th.
        assert "1 ngày làm việc 1 giờ" in self.words(case)
        assert derivation_of(case)[-1].days == []
        happens(case, CaseStep.ANSWERED_BACK, local(20, "16:00"))
        assert "17:00, 23/11/2026" in derivation_of(case)[-1].words
        assert [line.day.day for line in derivation_of(case)[-1].days] == [21, 22, 23]

    def test_tells_of_handing_over_with_the_agencys_name(self, portal) -> None:
        case = make_case(portal)
        happens(case, CaseStep.HANDED_OVER, local(4), office=make_portal(name="Sở Khác"))
        said = derivation_of(case)[-1].words
        assert "Sở Khác" in said
        assert "16/11" not in said

    def test_tells_of_an_earlier_request_that_was_joined(self, portal) -> None:
        early, late = make_case(portal, now=local(2)), make_case(portal, now=local(5))
        happens(late, CaseStep.JOINED, local(6), other=early)
        said = derivation_of(late)[-1].words
        assert early.code in said
        assert "17:00, 16/11/2026" in said

    def test_tells_of_a_later_request_that_changes_nothing(self, portal) -> None:
        early, late = make_case(portal, now=local(2)), make_case(portal, now=local(5))
        happens(early, CaseStep.JOINED, local(6), other=late)
        assert "16/11" not in derivation_of(early)[-1].words

    def test_names_a_day_off_that_was_announced_late_and_no_other(self, portal) -> None:
        case = make_case(portal)
        for day in (10, 30):
            CalendarDay.objects.create(day=local(day).date(), kind="off", name="Nghỉ bù")
            notice_calendar(now=local(11) + timedelta(minutes=day))
        lines = derivation_of(case)
        assert len(lines) == 2
        assert "10/11/2026" in lines[1].words
        assert "17:00, 17/11/2026" in lines[1].words
        assert {line.why for line in lines[1].days if line.day.day == 10} == {"Nghỉ bù"}

    def test_tells_of_an_extension_and_the_end(self, portal) -> None:
        case = make_case(portal)
        happens(case, CaseStep.EXTENDED, local(3), days=2, most=5, basis="Điều 1")
        happens(case, CaseStep.ANSWERED, local(18, "09:00"))
        lines = [line.words for line in derivation_of(case)]
        assert "2 ngày làm việc" in lines[1]
        assert "18/11/2026" in lines[1]
        assert "09:00, 18/11/2026" in lines[2]

    def test_costs_the_same_for_a_long_life(self, portal, django_assert_num_queries) -> None:
        case = make_case(portal)
        for day in range(3, 13):
            happens(case, CaseStep.HANDED_OVER, local(day), office=make_portal())
        for some in (make_case(portal), case):
            read = CitizenCase.objects.get(pk=some.pk)
            with django_assert_num_queries(6):
                derivation_of(read)
