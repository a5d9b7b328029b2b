"""What a case's row keeps of its clock, and which events the rules refuse."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from portals.accountability.enums import CaseKind, CaseState, CaseStep
from portals.accountability.keeping import notice_calendar
from portals.accountability.lives import NoTerm, fold_case, load_rules
from portals.accountability.models import CaseEvent, CaseTerm, CitizenCase
from portals.accountability.recording import ClockRefuses, StaleCase, held_case
from portals.calendar.models import CalendarDay, WorkingHours
from tests.portals.accountability.cases import happens, local, make_case

pytestmark = pytest.mark.django_db


class TestArriving:
    def test_is_due_by_the_term_of_its_kind(self, portal) -> None:
        assert make_case(portal).due_at == local(16, "17:00")
        assert make_case(portal, kind=CaseKind.CORRECTION).due_at == local(12, "17:00")

    def test_is_to_be_taken_up_after_two_working_days(self, portal) -> None:
        assert make_case(portal).triage_due_at == local(4, "17:00")
        assert make_case(portal, now=local(6, "17:01")).triage_due_at == local(11, "17:00")

    def test_goes_by_the_hours_of_the_office(self, portal, other) -> None:
        WorkingHours.objects.create(
            portal=portal, period=DateRange(local(1).date(), None), morning_from=time(7),
            morning_to=time(11), afternoon_from=time(12, 30), afternoon_to=time(16, 30),
        )  # fmt: skip
        assert make_case(portal).due_at == local(16, "16:30")
        assert make_case(other).due_at == local(16, "17:00")

    def test_goes_by_usual_hours_where_an_office_has_no_eight(self, portal) -> None:
        WorkingHours.objects.create(
            portal=portal, period=DateRange(local(1).date(), None), morning_from=time(8),
            morning_to=time(11), afternoon_from=time(13), afternoon_to=time(16),
        )  # fmt: skip
        assert make_case(portal).due_at == local(16, "17:00")

    def test_takes_the_term_of_its_day(self, portal) -> None:
        CaseTerm.objects.filter(kind="question", step="answer").update(
            period=DateRange(local(1).date(), local(9).date())
        )
        CaseTerm.objects.create(
            kind="question", step="answer", unit="wd", days=3, basis="Quy chế mới",
            period=DateRange(local(9).date(), None),
        )  # fmt: skip
        assert make_case(portal, now=local(8, "23:00")).due_at == local(23, "17:00")
        assert make_case(portal, now=local(9)).due_at == local(12, "17:00")

    def test_of_a_kind_without_a_term_is_refused(self, portal) -> None:
        CaseTerm.objects.filter(kind="question").delete()
        with pytest.raises(NoTerm):
            make_case(portal)

    def test_costs_no_more_where_much_came_before(
        self, portal, django_assert_max_num_queries
    ) -> None:
        for _time in range(3):
            make_case(portal)
        with django_assert_max_num_queries(16):
            make_case(portal)


class TestItsClock:
    def test_stops_with_a_question_and_goes_on_with_the_answer(self, portal) -> None:
        case = make_case(portal)
        happens(case, CaseStep.ASKED, local(13, "16:00"))
        assert (case.state, case.due_at, case.left_minutes) == (CaseState.WAITING, None, 540)
        happens(case, CaseStep.ANSWERED_BACK, local(20, "16:00"))
        assert (case.state, case.due_at) == (CaseState.OPEN, local(23, "17:00"))

    def test_takes_no_question_once_it_is_due(self, portal) -> None:
        case = make_case(portal)
        with pytest.raises(ClockRefuses):
            happens(case, CaseStep.ASKED, local(16, "17:00"))
        assert not case.events.filter(step=CaseStep.ASKED).exists()

    def test_judges_the_act_and_not_what_was_announced_after_it(self, portal) -> None:
        case = make_case(portal)
        CalendarDay.objects.create(day=local(27).date(), kind="off", name="Nghỉ")
        notice_calendar(now=local(17, "10:01"))
        with pytest.raises(ClockRefuses):
            happens(case, CaseStep.ASKED, local(17))

    def test_takes_no_answer_that_nobody_asked_for(self, portal) -> None:
        with pytest.raises(ClockRefuses):
            happens(make_case(portal), CaseStep.ANSWERED_BACK, local(3))

    def test_is_extended_once(self, portal) -> None:
        case = make_case(portal)
        happens(case, CaseStep.EXTENDED, local(3), days=2, most=5, basis="Điều 1")
        assert case.due_at == local(18, "17:00")
        with pytest.raises(ClockRefuses):
            happens(case, CaseStep.EXTENDED, local(4), days=1, most=5, basis="Điều 1")

    def test_goes_on_at_another_agency(self, portal, other) -> None:
        WorkingHours.objects.create(
            portal=other, period=DateRange(local(1).date(), None), morning_from=time(7),
            morning_to=time(11), afternoon_from=time(12, 30), afternoon_to=time(16, 30),
        )  # fmt: skip
        case = make_case(portal)
        event = happens(case, CaseStep.HANDED_OVER, local(9), office=other)
        assert event.portal == portal
        assert (case.portal, case.received_by) == (other, portal)
        assert case.due_at == local(16, "16:30")

    def test_of_the_earlier_request_is_kept_in_a_joining(self, portal) -> None:
        early, late = make_case(portal, now=local(2)), make_case(portal, now=local(5))
        happens(late, CaseStep.JOINED, local(6), other=early)
        assert (late.due_at, late.governs_since) == (local(16, "17:00"), local(2))

    def test_says_whether_it_ended_late(self, portal) -> None:
        good, bad = make_case(portal), make_case(portal)
        happens(good, CaseStep.ANSWERED, local(16, "17:00"))
        happens(bad, CaseStep.ANSWERED, local(16, "17:01"))
        assert (good.ended_late, bad.ended_late) == (False, True)

    def test_asks_once_for_rules_and_once_for_events(
        self, portal, django_assert_max_num_queries
    ) -> None:
        case, rules = make_case(portal), load_rules()
        events = list(case.events.all())
        with django_assert_max_num_queries(0):
            fold_case(case, events, rules)


class TestTheCalendar:
    def test_is_known_from_the_look_on(self) -> None:
        day = local(5).date()
        CalendarDay.objects.create(day=day, kind="off", name="Nghỉ")
        assert notice_calendar(now=local(2)) == [day]
        assert notice_calendar(now=local(3)) == []
        rules = load_rules()
        assert day not in rules.known_at(local(2, "09:59")).off
        assert day in rules.known_at(local(2)).off
        assert rules.announced_after(local(2)) == ()
        assert [told.off for told in rules.announced_after(local(1))] == [{day}]

    def test_of_the_install_was_known_always(self) -> None:
        off = CalendarDay.objects.filter(kind="off").values_list("day", flat=True)
        assert off
        assert load_rules().known_at(local(1).replace(year=2001)).off == set(off)

    def test_moves_a_case_that_arrived_before_a_day_off_was_known(self, portal) -> None:
        case = make_case(portal)
        CalendarDay.objects.create(day=local(10).date(), kind="off", name="Nghỉ bù")
        assert notice_calendar(now=local(11)) == [local(10).date()]
        assert fold_case(case, [], load_rules()).clock.due.at.day == 17

    def test_gives_back_a_day_that_was_taken_out(self, portal) -> None:
        entry = CalendarDay.objects.create(day=local(10).date(), kind="off", name="Nghỉ bù")
        notice_calendar(now=local(2, "08:00"))
        case = make_case(portal)
        assert case.due_at == local(17, "17:00")
        entry.delete()
        notice_calendar(now=local(3))
        assert fold_case(case, [], load_rules()).clock.due.at.day == 16

    def test_takes_what_was_worked_for_off_later(self, portal) -> None:
        entry = CalendarDay.objects.create(day=local(7).date(), kind="worked", name="Làm bù")
        notice_calendar(now=local(1))
        case = make_case(portal)
        # Saturday the 7th is one of the ten.
        assert case.due_at == local(13, "17:00")
        entry.kind, entry.day = "off", local(7).date()
        entry.save()
        notice_calendar(now=local(3))
        assert fold_case(case, [], load_rules()).clock.due.at.day == 16


class TestRecording:
    def test_goes_forward_only(self, portal) -> None:
        case = make_case(portal)
        with pytest.raises(StaleCase):
            happens(case, CaseStep.ACCEPTED, local(2) - timedelta(seconds=1))
        assert happens(case, CaseStep.ACCEPTED, local(2)).pk

    def test_tells_who_saw_an_older_state(self, portal) -> None:
        case = make_case(portal)
        happens(case, CaseStep.ACCEPTED, local(3))
        with transaction.atomic(), pytest.raises(StaleCase):
            held_case(case.pk, revision=2)
        with transaction.atomic():
            assert held_case(case.pk, revision=3) == case

    def test_numbers_events_without_a_gap(self, portal) -> None:
        case = make_case(portal)
        happens(case, CaseStep.ACCEPTED, local(3))
        happens(case, CaseStep.ASSIGNED, local(3))
        assert list(case.events.values_list("sequence", "step")) == [
            (1, "received"), (2, "acknowledged"), (3, "accepted"), (4, "assigned"),
        ]  # fmt: skip

    def test_keeps_texts_apart_from_events(self, portal) -> None:
        case = make_case(portal)
        event = happens(case, CaseStep.ASKED, local(3), role="question_back", text="Thôn nào ạ?")
        assert event.texts.get().text == "Thôn nào ạ?"
        assert "Thôn" not in str(CaseEvent.objects.filter(pk=event.pk).values())

    def test_twice_at_one_place_is_refused_by_the_database(self, portal) -> None:
        case = make_case(portal)
        CitizenCase.objects.filter(pk=case.pk).update(revision=0)
        with pytest.raises(IntegrityError), transaction.atomic():
            happens(case, CaseStep.ACCEPTED, local(3))
