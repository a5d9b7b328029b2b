"""A change of the calendar moves the open cases that it touches, and no others."""

from __future__ import annotations

from datetime import time, timedelta
from unittest import mock

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from portals.accountability import redating, telling
from portals.accountability.actions.triage import hand_over_case
from portals.accountability.clock.events import Arrival
from portals.accountability.clock.folding import first_clock
from portals.accountability.clock.sessions import local_minute, moment_of
from portals.accountability.enums import CaseKind, CaseStep, TermStep
from portals.accountability.jobs import follow_the_calendar
from portals.accountability.keeping import notice_calendar
from portals.accountability.links import follow_address
from portals.accountability.lives import arrival_by, fold_case, load_rules
from portals.accountability.models import CitizenCase, CountedNotice, DueMove
from portals.accountability.redating import redate_after_news, redate_cases
from portals.accountability.telling import tell_moved
from portals.calendar.models import CalendarDay, WorkingHours
from portals.clock import local_date
from portals.mail.models import OutgoingMail
from tests.factories import make_portal
from tests.portals.accountability.cases import happens, local, make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal():
    return make_portal()


def announce(day: int, now, kind: str = "off") -> int:
    CalendarDay.objects.create(day=local(day).date(), kind=kind, name="Nghỉ bù")
    notice_calendar(now=now)
    return redate_after_news(now=now)


def due(case) -> tuple[int, str]:
    case.refresh_from_db()
    at = case.due_at.astimezone(local(1).tzinfo)
    return at.day, f"{at:%H:%M}"


def triage_of(case, rules) -> Arrival:
    """How a case arrived, with the time to take it up."""
    term = rules.term(case.kind, TermStep.TRIAGE, local_date(case.arrived_at))
    office = rules.office(case.received_by_id, case.arrived_at)
    return arrival_by(local_minute(case.arrived_at), office, term, None)


class TestADayOff:
    def test_moves_what_counts_over_it(self, portal) -> None:
        case = make_case(portal)
        assert announce(10, local(3)) == 1
        assert due(case) == (17, "17:00")
        move = DueMove.objects.get(case=case)
        assert (move.before, move.after, move.moved_at) == (
            local(16, "17:00"), local(17, "17:00"), local(3),
        )  # fmt: skip

    @pytest.mark.parametrize(("day", "moved"), [(2, 1), (3, 1), (16, 1), (17, 0)])
    def test_moves_from_the_day_of_the_arrival_to_the_due_day(self, portal, day, moved) -> None:
        make_case(portal)
        assert announce(day, local(4)) == moved

    def test_moves_what_is_overdue_back_into_time(self, portal) -> None:
        case = make_case(portal)
        assert announce(16, local(17, "09:00")) == 1
        assert due(case) == (17, "17:00")

    def test_moves_the_time_to_take_it_up(self, portal) -> None:
        fresh, taken = make_case(portal), make_case(portal)
        CitizenCase.objects.filter(pk=taken.pk).update(triaged_at=local(2, "11:00"))
        announce(3, local(2, "12:00"))
        fresh.refresh_from_db()
        taken.refresh_from_db()
        assert (fresh.triage_due_at, taken.triage_due_at) == (local(5, "17:00"), local(4, "17:00"))

    def test_moves_the_look_of_who_was_handed_it_from_that_day_on(self, portal, editor) -> None:
        handed, close, other = make_case(portal), make_case(portal), make_portal()
        give = {"to": other, "reason": "Xã", "actor": editor}
        hand_over_case(case=handed, now=local(9), **give)
        hand_over_case(case=close, now=local(13, "10:00"), **give)
        announce(10, local(13, "11:00"))
        for case, until in ((handed, 12), (close, 17)):
            case.refresh_from_db()
            assert case.triage_due_at == local(until, "17:00")
        assert close.due_at == close.triage_due_at

    def test_moves_nothing_that_ended_or_waits(self, portal) -> None:
        ended, waits = make_case(portal), make_case(portal)
        happens(ended, CaseStep.ANSWERED, local(3))
        happens(waits, CaseStep.ASKED, local(3))
        assert announce(10, local(4)) == 0
        happens(waits, CaseStep.ANSWERED_BACK, local(9))
        # What was left on the 3rd counts on over the day that is off by now.
        assert waits.due_at.astimezone(local(1).tzinfo).day == 23

    def test_counts_from_the_answer_and_keeps_an_extension(self, portal) -> None:
        paused, longer = make_case(portal), make_case(portal)
        happens(paused, CaseStep.ASKED, local(3))
        happens(paused, CaseStep.ANSWERED_BACK, local(9))
        happens(longer, CaseStep.EXTENDED, local(3), days=2, most=5, basis="Điều 1")
        before = due(paused)[0]
        assert announce(5, local(10)) == 1
        assert due(paused)[0] == before
        assert due(longer)[0] == 19

    def test_is_read_on_the_hours_of_the_office(self, portal) -> None:
        early = make_portal()
        WorkingHours.objects.create(
            portal=early, period=DateRange(local(1).date(), None), morning_from=time(7),
            morning_to=time(11), afternoon_from=time(12, 30), afternoon_to=time(16, 30),
        )  # fmt: skip
        here, there, handed = make_case(portal), make_case(early), make_case(portal)
        happens(handed, CaseStep.HANDED_OVER, local(3), office=early)
        assert announce(10, local(4)) == 3
        assert [due(case) for case in (here, there, handed)] == [
            (17, "17:00"), (17, "16:30"), (17, "16:30"),
        ]  # fmt: skip

    def test_tells_the_close_from_the_minute_after(self, portal) -> None:
        at_the_close, after = (
            make_case(portal, now=local(2, "17:00")),
            make_case(portal, now=local(2, "17:01")),
        )
        assert announce(10, local(3)) == 2
        assert (due(at_the_close)[0], due(after)[0]) == (17, 18)


class TestARound:
    def test_counts_what_began_alike_once_and_all_as_each_folds(self, portal) -> None:
        """What differs in kind, office, day, close, or in what happened to it is never taken for the same."""
        early = make_portal()
        WorkingHours.objects.create(
            portal=early, period=DateRange(local(1).date(), None), morning_from=time(7),
            morning_to=time(11), afternoon_from=time(12, 30), afternoon_to=time(16, 30),
        )  # fmt: skip
        cases = [
            make_case(body, kind=kind, now=local(day, clock))
            for body in (portal, early)
            for kind in (CaseKind.QUESTION, CaseKind.FEEDBACK)
            for day, clock in ((2, "10:00"), (2, "16:45"), (2, "17:30"), (3, "10:00"))
        ]
        for case, days in zip(cases[::5], (1, 2, 3, 4), strict=True):
            happens(case, CaseStep.EXTENDED, local(4), days=days, most=5, basis="x")
        announce(5, local(4)), announce(10, local(4, "10:05"))
        rules = load_rules()
        for case in cases:
            case.refresh_from_db()
            events = case.events.order_by("sequence")
            assert case.due_at == moment_of(fold_case(case, events, rules).clock.due.at)
            first = first_clock(triage_of(case, rules), rules.newest())
            assert case.triage_due_at == moment_of(first.due.at)
        assert len({(case.due_at, case.triage_due_at) for case in cases}) >= 8

    def test_is_safe_to_repeat(self, portal) -> None:
        make_case(portal)
        assert announce(10, local(3)) == 1
        assert redate_after_news(now=local(3, "10:20")) == 0
        assert DueMove.objects.count() == 1

    def test_finds_what_an_act_left_that_began_before_the_news(self, portal) -> None:
        case = make_case(portal)
        announce(10, local(3))
        CitizenCase.objects.filter(pk=case.pk).update(due_at=local(16, "17:00"))
        assert redate_after_news(now=local(3, "10:29")) == 1
        CitizenCase.objects.filter(pk=case.pk).update(due_at=local(16, "17:00"))
        assert redate_after_news(now=local(3, "10:31")) == 0

    def test_that_failed_is_made_up_for_however_late(self, portal, monkeypatch) -> None:
        case = make_case(portal)
        with monkeypatch.context() as broken:
            broken.setattr(redating, "_lived", mock.Mock(side_effect=RuntimeError))
            with pytest.raises(RuntimeError):
                announce(10, local(3))
        assert redate_after_news(now=local(5)) == 1
        assert due(case) == (17, "17:00")
        assert CountedNotice.objects.get(notice__known_at=local(3)).counted_at == local(5)
        assert redate_after_news(now=local(5, "10:01")) == 0

    def test_goes_on_where_a_case_cannot_be_counted(self, portal, monkeypatch) -> None:
        bad, case = make_case(portal, kind=CaseKind.FEEDBACK), make_case(portal)
        answer = redating._Counting.answer

        def counted(counting, one, events):
            if one.pk == bad.pk:
                raise ValueError(bad.pk)
            return answer(counting, one, events)

        monkeypatch.setattr(redating._Counting, "answer", counted)
        before = due(bad)
        assert announce(10, local(3)) == 1
        assert (due(bad), due(case)) == (before, (17, "17:00"))

    def test_waits_for_another(self, portal) -> None:
        with CaptureQueriesContext(connection) as queries:
            redate_cases(days=[local(10).date()], now=local(4))
        assert f"pg_advisory_xact_lock({redating.LOCK})" in queries[1]["sql"]

    def test_leaves_to_the_next_what_something_happened_to_meanwhile(
        self, portal, monkeypatch
    ) -> None:
        case, lived = make_case(portal), redating._lived

        def extended_meanwhile():
            found = lived()
            happens(case, CaseStep.EXTENDED, local(3), days=2, most=5, basis="Điều 1")
            CitizenCase.objects.filter(pk=case.pk).update(due_at=local(18, "17:00"))
            return found

        monkeypatch.setattr(redating, "_lived", extended_meanwhile)
        assert announce(3, local(3)) == 0
        case.refresh_from_db()
        assert (case.due_at, case.triage_due_at) == (local(18, "17:00"), local(4, "17:00"))
        monkeypatch.setattr(redating, "_lived", lived)
        assert redate_after_news(now=local(3, "10:01")) == 1
        assert DueMove.objects.get().after == local(19, "17:00")

    def test_without_news_asks_once(self, django_assert_num_queries) -> None:
        with django_assert_num_queries(1):
            assert redate_after_news(now=local(3)) == 0

    def test_costs_the_same_for_many(self, portal, django_assert_num_queries) -> None:
        for size, done in ((1, 1), (4, 5)):
            for _time in range(size):
                happens(make_case(portal), CaseStep.EXTENDED, local(3), days=1, most=5, basis="x")
                make_case(portal)
            # As if each had been counted otherwise, so that all are written.
            CitizenCase.objects.update(due_at=F("due_at") + timedelta(hours=1))
            with django_assert_num_queries(10):
                assert redate_cases(days=[local(10).date()], now=local(4)) == 2 * done

    def test_by_the_clock_follows_the_calendar(self, portal) -> None:
        assert follow_the_calendar() == 0


class TestThePerson:
    def test_is_mailed_once_the_day_that_is_owed_now(self, portal) -> None:
        case = make_case(portal)
        announce(10, local(3))
        announce(11, local(3, "11:00"))
        OutgoingMail.objects.all().delete()
        assert [tell_moved(now=local(3, "12:00")) for _time in range(2)] == [2, 0]
        mail = OutgoingMail.objects.get()
        assert mail.address == "thu@example.vn"
        assert follow_address(case) in mail.text
        assert "17:00 18/11/2026" in mail.text
        assert "17:00 16/11/2026" in mail.text
        assert "17/11" not in mail.text
        assert set(DueMove.objects.values_list("told_at", flat=True)) == {local(3, "12:00")}

    def test_is_not_mailed_of_what_ended_waits_or_came_back(self, portal) -> None:
        ended, waits, _back, _unknown = (
            make_case(portal, **sent) for sent in ({}, {}, {}, {"email": ""})
        )
        announce(10, local(3))
        happens(ended, CaseStep.REFUSED, local(3))
        CitizenCase.objects.filter(pk=ended.pk).update(
            state="ended", outcome="refused", ended_at=local(3)
        )
        happens(waits, CaseStep.ASKED, local(3))
        CalendarDay.objects.filter(day=local(10).date()).delete()
        notice_calendar(now=local(3, "10:05"))
        assert redate_after_news(now=local(3, "10:05")) == 2
        OutgoingMail.objects.all().delete()
        assert tell_moved(now=local(3, "10:06")) == 6
        assert not OutgoingMail.objects.exists()

    def test_is_mailed_in_slices_that_ask_once_for_all(
        self, portal, monkeypatch, django_assert_num_queries
    ) -> None:
        for _time in range(3):
            make_case(portal, email="")
        announce(10, local(3))
        monkeypatch.setattr(telling, "MOVES_A_ROUND", 2)
        for found in (2, 1):
            with django_assert_num_queries(4):
                assert tell_moved(now=local(3)) == found
