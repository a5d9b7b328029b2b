"""When each step is due: the day before, the day after, over Tết and days worked in exchange."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from portals.calendar.working_days import WorkingCalendar
from portals.refusals import NotYourOffice
from scoring.course.actions import (
    UnableToTakeStep,
    appeal,
    decide,
    extend_step,
    move_on_by_clock,
    verify,
)
from scoring.course.schedule import dues_of, schedule_of, working_day_of
from scoring.enums import CourseStep, ProceedingState
from scoring.models import FactEntry, RoundSchedule, StepExtension
from scoring.periods import Month
from tests.scoring.cast import OCTOBER, local
from tests.scoring.course.cast import (
    DECIDING,
    ON_TIME,
    VERIFYING,
    make_course,
)
from tests.support.kept import once_a_file

pytestmark = pytest.mark.django_db
INSTANT = timedelta(microseconds=1)


built, course = once_a_file(make_course)


def day_of(moment) -> date:
    return (
        (moment + timedelta(hours=7)).date() if moment.utcoffset() == timedelta() else moment.date()
    )


def counted(portal) -> int:
    return int(FactEntry.objects.get(portal=portal, measure="round.in_time").value)


class TestTheCalendar:
    def test_counts_from_the_end_of_the_month(self) -> None:
        dues = dues_of(OCTOBER, RoundSchedule(), WorkingCalendar())

        assert [one.date() for one in (dues.self_assessment, dues.verification, dues.publication)] == [
            date(2026, 11, 4), date(2026, 11, 10), date(2026, 11, 17),
        ]  # fmt: skip

    def test_passes_over_tet_and_takes_a_saturday_worked_in_exchange(self) -> None:
        # From Thursday the 4th of February to Wednesday the 10th nobody works; Saturday the 13th is worked.
        off = frozenset(date(2027, 2, 4) + timedelta(days=n) for n in range(7))
        calendar = WorkingCalendar(off=off, worked=frozenset({date(2027, 2, 13)}))
        january = Month(2027, 1)

        dues = dues_of(january, RoundSchedule(), calendar)

        assert dues.self_assessment.date() == date(2027, 2, 3)
        # The 1st to the 3rd, the 11th, 12th, 13th and the 15th.
        assert dues.verification.date() == date(2027, 2, 15)
        assert dues.publication.date() == date(2027, 2, 22)
        assert working_day_of(january, local(2027, 2, 3, 23, 59), calendar) == 3
        assert working_day_of(january, local(2027, 2, 5, 9), calendar) == 4
        assert working_day_of(january, local(2027, 2, 13, 9), calendar) == 6
        assert working_day_of(january, local(2027, 2, 14, 9), calendar) == 7

    def test_goes_by_the_schedule_in_force_on_the_last_day(self) -> None:
        RoundSchedule.objects.create(
            period=DateRange(date(2026, 10, 31), date(2026, 11, 30)), self_assessment_days=5,
            verification_days=9, publication_days=15, decision_number="3/QĐ",
        )  # fmt: skip

        assert schedule_of(OCTOBER).self_assessment_days == 5
        assert schedule_of(Month(2026, 11)).self_assessment_days == 3
        assert schedule_of(Month(2026, 9)).self_assessment_days == 3


class TestSelfAssessment:
    @pytest.mark.parametrize(
        ("signed_at", "day"),
        [
            (local(2026, 11, 1, 9), 1),
            (local(2026, 11, 4, 23, 59), 3),
            (local(2026, 11, 5, 0, 0), 4),
            (local(2026, 11, 7, 9), 6),
        ],
    )
    def test_counts_the_working_day_of_the_signature(self, course, signed_at, day) -> None:
        course.signed(0, signed_at)
        course.signed(1, signed_at)
        verify(proceeding=course.proceeding, actor=course.secretary, now=VERIFYING)

        assert counted(course.communes[0]) == day

    def test_that_nobody_signs_is_late_and_goes_on_by_the_clock(self, course) -> None:
        due = course.proceeding.self_assessment_due_at
        assert move_on_by_clock(now=due) == 0
        assert course.proceeding.state == ProceedingState.FROZEN

        assert move_on_by_clock(now=due + INSTANT) == 1
        assert course.proceeding.state == ProceedingState.SELF_ASSESSED
        course.signed(0, local(2026, 11, 5, 9))
        verify(proceeding=course.proceeding, actor=course.secretary, now=VERIFYING)

        assert [counted(one) for one in course.communes] == [4, 99]

    def test_leaves_what_a_person_entered_for_an_unsigned_one(self, course) -> None:
        FactEntry.objects.create(
            portal=course.communes[1], month=OCTOBER.first, measure="round.in_time", value=2,
            cases=1, source="Bản giấy", entered_by=course.head, entered_at=ON_TIME,
        )  # fmt: skip
        move_on_by_clock(now=VERIFYING)
        course.signed(0, local(2026, 11, 6, 9))
        verify(proceeding=course.proceeding, actor=course.secretary, now=VERIFYING)

        assert [counted(one) for one in course.communes] == [5, 2]

    def test_within_an_extended_day_counts_as_in_time(self, course) -> None:
        extend(course, CourseStep.SELF_ASSESSMENT, date(2026, 11, 6))
        course.signed(0, local(2026, 11, 6, 9))
        move_on_by_clock(now=local(2026, 11, 7, 9))
        course.signed(1, local(2026, 11, 9, 9))

        assert course.card(0).self_assessment.working_day == 3
        assert course.card(1).self_assessment.working_day == 6


class TestVerification:
    def test_that_nobody_finishes_goes_on_by_the_clock(self, course) -> None:
        course.at(ProceedingState.SELF_ASSESSED)
        due = course.proceeding.verification_due_at
        assert move_on_by_clock(now=due) == 0

        assert move_on_by_clock(now=due + INSTANT) == 1
        assert course.proceeding.state == ProceedingState.APPEALABLE
        assert course.proceeding.verified_by is None
        assert move_on_by_clock(now=due + timedelta(days=60)) == 0

    def test_passes_both_steps_after_a_long_standstill(self, course) -> None:
        assert move_on_by_clock(now=local(2026, 12, 20, 9)) == 2
        found = course.proceeding
        # Whoever was shown the cards late still has three days, and the scorer two to rule.
        assert day_of(found.appeal_due_at) == date(2026, 12, 23)
        assert day_of(found.publication_due_at) == date(2026, 12, 25)

    def test_early_leaves_the_day_of_publication(self, course) -> None:
        course.at(ProceedingState.SELF_ASSESSED)
        verify(proceeding=course.proceeding, actor=course.secretary, now=ON_TIME)

        assert day_of(course.proceeding.appeal_due_at) == date(2026, 11, 9)
        assert day_of(course.proceeding.publication_due_at) == date(2026, 11, 17)


class TestRequestsForReview:
    def test_are_taken_to_the_last_instant_of_the_third_day(self, course) -> None:
        course.at(ProceedingState.APPEALABLE)
        due = course.proceeding.appeal_due_at
        assert day_of(due) == date(2026, 11, 12)

        appeal(card=course.card(), code="F1", text="Vì", actor=course.heads[0], now=due)
        with pytest.raises(UnableToTakeStep):
            appeal(
                card=course.card(), code="F2", text="Vì", actor=course.heads[0], now=due + INSTANT
            )

    def test_are_over_before_the_decision(self, course) -> None:
        course.at(ProceedingState.APPEALABLE)
        due = course.proceeding.appeal_due_at
        with pytest.raises(UnableToTakeStep):
            decide(proceeding=course.proceeding, actor=course.head, now=due)

        decide(proceeding=course.proceeding, actor=course.head, now=due + INSTANT)
        assert course.proceeding.state == ProceedingState.DECIDED


def extend(course, step, day, actor=None, reason="Bão số 5", now=ON_TIME):
    return extend_step(
        proceeding=course.proceeding, step=step, day=day, reason=reason,
        actor=actor or course.province_head, now=now,
    )  # fmt: skip


class TestExtensions:
    def test_push_what_follows(self, course) -> None:
        made = extend(course, CourseStep.SELF_ASSESSMENT, date(2026, 11, 6))

        found = course.proceeding
        assert [
            day_of(found.self_assessment_due_at), day_of(found.verification_due_at),
            day_of(found.publication_due_at),
        ] == [date(2026, 11, 6), date(2026, 11, 12), date(2026, 11, 19)]  # fmt: skip
        assert (day_of(made.was_due_at), made.reason) == (date(2026, 11, 4), "Bão số 5")

    def test_of_requests_let_boards_ask_on(self, course) -> None:
        course.at(ProceedingState.APPEALABLE)
        extend(course, CourseStep.APPEAL, date(2026, 11, 16), now=DECIDING)

        appeal(card=course.card(), code="F1", text="Vì", actor=course.heads[0], now=DECIDING)
        assert day_of(course.proceeding.publication_due_at) == date(2026, 11, 18)

    @pytest.mark.parametrize(
        ("day", "reason"),
        [
            (date(2026, 11, 4), "Bão"),
            (date(2026, 11, 3), "Bão"),
            (date(2026, 11, 7), "Bão"),
            (date(2026, 11, 6), "  "),
        ],
    )
    def test_are_to_a_later_working_day_with_a_reason(self, course, day, reason) -> None:
        with pytest.raises(UnableToTakeStep):
            extend(course, CourseStep.SELF_ASSESSMENT, day, reason=reason)
        assert not StepExtension.objects.exists()

    def test_are_given_by_head_or_deputy_of_the_province(self, course) -> None:
        for actor in (course.head, course.secretary, course.heads[0]):
            with pytest.raises(NotYourOffice):
                extend(course, CourseStep.SELF_ASSESSMENT, date(2026, 11, 6), actor)
        extend(course, CourseStep.SELF_ASSESSMENT, date(2026, 11, 6), course.province_deputy)

    def test_are_given_to_no_step_that_is_over(self, course) -> None:
        course.at(ProceedingState.DECIDED)
        for step in (CourseStep.SELF_ASSESSMENT, CourseStep.VERIFICATION, CourseStep.APPEAL):
            with pytest.raises(UnableToTakeStep):
                extend(course, step, date(2026, 11, 27), now=DECIDING)
        extend(course, CourseStep.PUBLICATION, date(2026, 11, 27), now=DECIDING)
