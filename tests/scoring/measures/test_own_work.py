"""What the province owes those below it: answers in time, of what fell due in the month."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portals.boards.enums import Position
from portals.calendar.working_days import load_calendar
from scoring.course.actions import (
    appeal,
    decide,
    extend_step,
    move_on_by_clock,
    rule_on_appeal,
    verify,
)
from scoring.enums import CourseStep, Ruling
from scoring.models import Appeal, Proceeding, Round, RoundSchedule, Scorecard
from scoring.periods import Month, Period
from syndication.enums import DeliveryState, ObjectionState, ProposalState
from syndication.models import Delivery, Dispatch, Proposal
from syndication.models.delivery import Objection
from tests.factories import make_member, make_portal
from tests.scoring.cast import OCTOBER, local, make_province, measure, write
from tests.scoring.course.cast import make_course
from tests.support.kept import once_a_file

pytestmark = pytest.mark.django_db

NOVEMBER = Month(2026, 11)
# What is measured of November is measured in its first minutes after.
LATER = local(2026, 12, 1, 0, 5)


@pytest.fixture
def province():
    return make_province()[0]


class TestWhatIsSentUp:
    def send(
        self, province, at: datetime, decided: datetime | None, state: str = ProposalState.TAKEN
    ) -> None:
        sender = make_portal()
        author = make_member(sender, Position.EDITOR)
        Proposal.objects.create(
            story=write(sender, at - timedelta(hours=1), Proposal.objects.count(), author=author),
            sender=sender, receiver=province, state=state if decided else ProposalState.WAITING,
            proposed_by=author, proposed_at=at, decided_at=decided,
            reason="Trùng" if state == ProposalState.DECLINED else "",
        )  # fmt: skip

    def test_counts_by_whether_it_was_answered_within_three_working_days(self, province) -> None:
        # Friday the second: due by the end of Wednesday the seventh.
        sent = local(2026, 10, 2, 9)
        self.send(province, sent, local(2026, 10, 7, 23, 59))
        self.send(province, sent, local(2026, 10, 6, 9), ProposalState.DECLINED)
        self.send(province, sent, local(2026, 10, 8, 0, 1))
        self.send(province, sent, None)
        found = measure("own.proposals", province)[province.pk]
        assert (found.value, found.cases) == (Decimal("0.5"), 4)
        assert found.numbers == {"in_time": 2, "due": 4, "days": 3}
        assert [one.why for one in found.evidence].count("answered_late") == 2

    def test_belongs_to_the_month_in_which_it_fell_due(self, province) -> None:
        # Due on the first of October, on the thirtieth, and on the second of November.
        self.send(province, local(2026, 9, 28, 9), None)
        self.send(province, local(2026, 10, 27, 9), None)
        self.send(province, local(2026, 10, 28, 9), None)
        assert measure("own.proposals", province)[province.pk].cases == 2
        november = Period.of_months(NOVEMBER, LATER, load_calendar())
        assert measure("own.proposals", province, period=november)[province.pk].cases == 1

    def test_that_its_sender_took_back_in_time_is_no_case_and_later_it_is_one(
        self, province
    ) -> None:
        sent = local(2026, 10, 2, 9)
        self.send(province, sent, local(2026, 10, 7, 9), ProposalState.WITHDRAWN)
        assert measure("own.proposals", province)[province.pk].cases == 0
        self.send(province, sent, local(2026, 10, 8, 9), ProposalState.WITHDRAWN)
        found = measure("own.proposals", province)[province.pk]
        assert (found.cases, found.value) == (1, 0)

    def test_is_another_receivers_to_answer(self, province) -> None:
        self.send(make_portal("district"), local(2026, 10, 2, 9), None)
        assert measure("own.proposals", province)[province.pk].cases == 0

    def test_takes_one_query_for_all(self, province) -> None:
        for _ in range(3):
            self.send(province, local(2026, 10, 2, 9), None)
        calendar_read = Period.of_months(OCTOBER, LATER, load_calendar())
        with CaptureQueriesContext(
            connection,
        ) as queries:
            measure("own.proposals", province, period=calendar_read)
        assert len(queries) == 1


class TestObjections:
    def object(
        self, sender, due_at: datetime, answered_at: datetime | None, by: object
    ) -> Objection:
        dispatch = Dispatch.objects.create(
            story=write(sender, due_at - timedelta(days=2), Dispatch.objects.count(), author=by),
            sender=sender, audience="all", urgency="priority", due_at=due_at, sent_by=by,
            sent_at=due_at - timedelta(days=2), starts_at=due_at - timedelta(days=2),
        )  # fmt: skip
        delivery = Delivery.objects.create(
            dispatch=dispatch, portal=make_portal(), state=DeliveryState.OBJECTED, state_at=due_at
        )
        return Objection.objects.create(
            delivery=delivery, reason="Không phù hợp", made_by=by, made_at=due_at,
            answer_due_at=due_at, answered_at=answered_at, answered_by=by if answered_at else None,
            state=ObjectionState.ACCEPTED if answered_at else ObjectionState.WAITING,
        )  # fmt: skip

    def test_count_by_whether_they_were_answered_by_their_day(self, province) -> None:
        head = make_member(province, Position.EDITOR)
        due = local(2026, 10, 8, 9)
        self.object(province, due, due, head)
        self.object(province, due, due + timedelta(seconds=1), head)
        self.object(province, due, None, head)
        # Due in other months, and of what another portal sent.
        self.object(province, local(2026, 9, 30, 23, 59), None, head)
        self.object(province, local(2026, 11, 1), None, head)
        other = make_portal("district")
        self.object(other, due, None, make_member(other, Position.EDITOR))
        found = measure("own.objections", province)[province.pk]
        assert (found.numbers["in_time"], found.cases) == (1, 3)


def november() -> Period:
    return Period.of_months(NOVEMBER, LATER, load_calendar())


def _course():
    """October, of which the province scores one commune; what is due in November is measured."""
    made = make_course(1, of_province=1)
    move_on_by_clock(now=local(2026, 11, 5, 9))
    return made


built, course = once_a_file(_course)


@pytest.fixture
def own(course) -> Proceeding:
    return Proceeding.objects.get(scorer=course.province)


class TestItsSteps:
    def test_are_late_where_nobody_took_them(self, course) -> None:
        found = measure("own.steps", course.province, course.district, period=november())
        for portal in (course.province, course.district):
            assert (found[portal.pk].value, found[portal.pk].cases) == (0, 2)
        names = [one.name for one in found[course.province.pk].evidence]
        assert names == ["thẩm định, 10/2026", "chốt điểm và thông báo, 10/2026"]

    @pytest.mark.parametrize(("day", "in_time"), [(10, 1), (11, 0)])
    def test_verification_is_due_on_working_day_seven(self, course, own, day, in_time) -> None:
        secretary = make_member(course.province, Position.SECRETARY)
        verify(proceeding=own, actor=secretary, now=local(2026, 11, day, 23))
        found = measure("own.steps", course.province, period=november())[course.province.pk]
        assert found.numbers["in_time"] == in_time

    def test_what_the_clock_passed_in_the_days_was_not_done(self, course, own) -> None:
        Proceeding.objects.filter(pk=own.pk).update(
            state="appealable", verified_at=local(2026, 11, 9), verified_by=None,
            appeal_due_at=local(2026, 11, 12),
        )  # fmt: skip
        found = measure("own.steps", course.province, period=november())[course.province.pk]
        assert found.numbers["in_time"] == 0

    def test_its_own_extension_moves_no_day(self, course, own) -> None:
        extend_step(
            proceeding=own, step=CourseStep.VERIFICATION, day=local(2026, 11, 18).date(),
            reason="Bão", actor=course.province_head, now=local(2026, 11, 9, 9),
        )  # fmt: skip
        secretary = make_member(course.province, Position.SECRETARY)
        verify(proceeding=own, actor=secretary, now=local(2026, 11, 16, 9))
        found = measure("own.steps", course.province, period=november())[course.province.pk]
        assert (found.numbers["in_time"], found.cases) == (0, 2)

    def test_a_schedule_that_was_decided_on_moves_them(self, course, own) -> None:
        RoundSchedule.objects.create(
            period=(local(2026, 10, 1).date(), None), verification_days=8,
            decision_number="1/QĐ", publication_days=15,
        )  # fmt: skip
        secretary = make_member(course.province, Position.SECRETARY)
        verify(proceeding=own, actor=secretary, now=local(2026, 11, 11, 9))
        found = measure("own.steps", course.province, period=november())[course.province.pk]
        assert found.numbers["in_time"] == 1

    def test_whoever_took_over_answers_for_them(self, course) -> None:
        Proceeding.objects.filter(scorer=course.district).update(passed_to=course.province)
        found = measure("own.steps", course.province, course.district, period=november())
        assert found[course.province.pk].cases == 4
        assert found[course.district.pk].cases == 0

    def test_a_trial_ends_with_the_decision(self, course, own) -> None:
        Round.objects.update(is_trial=True)
        secretary = make_member(course.province, Position.SECRETARY)
        verify(proceeding=own, actor=secretary, now=local(2026, 11, 9, 9))
        decide(proceeding=own, actor=course.province_head, now=local(2026, 11, 17, 9))
        found = measure("own.steps", course.province, period=november())[course.province.pk]
        assert found.numbers["in_time"] == 2

    def test_are_none_of_the_month_before(self, course) -> None:
        assert measure("own.steps", course.province)[course.province.pk].cases == 0


class TestItsRulings:
    def ask(self, course, own, ruled_at: datetime | None) -> None:
        secretary = make_member(course.province, Position.SECRETARY)
        verify(proceeding=own, actor=secretary, now=local(2026, 11, 9, 9))
        card = Scorecard.objects.get(proceeding=own)
        made = appeal(
            card=card, code="F1", text="Đề nghị xem lại",
            actor=make_member(card.portal, Position.HEAD), now=local(2026, 11, 11, 9),
        )  # fmt: skip
        if ruled_at:
            rule_on_appeal(
                appeal=made, ruling=Ruling.REJECTED, answer="Giữ nguyên điểm",
                actor=course.province_head, now=ruled_at,
            )  # fmt: skip

    @pytest.mark.parametrize(
        ("ruled_at", "in_time"),
        [(local(2026, 11, 17, 23), 1), (local(2026, 11, 18, 0, 1), 0), (None, 0)],
    )
    def test_are_due_on_the_day_of_the_decision(self, course, own, ruled_at, in_time) -> None:
        self.ask(course, own, ruled_at)
        found = measure("own.reviews", course.province, course.district, period=november())
        assert found[course.province.pk].cases == 1
        assert found[course.province.pk].numbers["in_time"] == in_time
        assert found[course.district.pk].cases == 0

    def test_are_none_of_other_months(self, course, own) -> None:
        self.ask(course, own, None)
        assert Appeal.objects.exists()
        december = Period.of_months(Month(2026, 12), local(2027, 1, 1), load_calendar())
        for period in (None, december):
            found = measure("own.reviews", course.province, period=period)[course.province.pk]
            assert found.cases == 0
