"""Refusals that are drawn for the overseer: which, who reads what of them, and requests that go on as they were."""

from __future__ import annotations

from datetime import datetime
from unittest import mock

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portals.accountability import sampling
from portals.accountability.actions.acting import NotPossible
from portals.accountability.actions.erasing import demand_erasure
from portals.accountability.actions.following import ask_review
from portals.accountability.actions.reviews import uphold_answer
from portals.accountability.actions.sampling import judge_refusal
from portals.accountability.actions.triage import accept_case, ask_person, extend_case, refuse_case
from portals.accountability.derivation import derivation_of
from portals.accountability.enums import CaseOutcome, CaseState, CaseStep, RefusalVerdict
from portals.accountability.inbox import RefusalsToJudge
from portals.accountability.links import follow_path
from portals.accountability.lives import load_rules
from portals.accountability.models import CitizenCase, RefusalCheck
from portals.accountability.recording import folded_case
from portals.accountability.redating import redate_cases
from portals.accountability.sampling import draw_refusals
from portals.boards.enums import Position
from portals.clock import LOCAL_ZONE
from portals.inbox.queries import items_of
from portals.inbox.reader import InboxReader
from portals.refusals import NotYourOffice
from tests.factories import make_member, make_portal
from tests.portals.accountability.cases import answer, local, make_case
from tests.support.visiting import visit
from tests.walls import desk_client

pytestmark = pytest.mark.django_db

LAWFUL, REOPENED = RefusalVerdict.LAWFUL, RefusalVerdict.REOPENED
DECEMBER = datetime(2026, 12, 1, tzinfo=LOCAL_ZONE)


@pytest.fixture
def above():
    return make_portal()


@pytest.fixture
def portal(above):
    return make_portal(overseer=above)


@pytest.fixture
def overseer(above):
    return make_member(above, Position.SECRETARY)


def refused(portal, head, at=None, **sent) -> CitizenCase:
    return refuse_case(
        case=make_case(portal, **sent), ground="khong-ro-noi-dung", reason="Gọi 0987 654 321 để rõ.",
        actor=head, now=at or local(4),
    )  # fmt: skip


def drawn(case: CitizenCase, at=DECEMBER) -> RefusalCheck:
    draw_refusals(now=at)
    return RefusalCheck.objects.get(case=case)


def judged(check: RefusalCheck, actor, verdict=REOPENED, reason="Nội dung đã rõ.") -> CitizenCase:
    judge_refusal(check=check, verdict=verdict, reason=reason, actor=actor, now=DECEMBER)
    return CitizenCase.objects.get(pk=check.case_id)


class TestTheDraw:
    def test_takes_of_each_board_one_in_five_and_one_at_least(self, portal, above, head) -> None:
        other = make_portal(overseer=above)
        cases = [refused(portal, head) for _case in range(6)]
        refused(other, make_member(other, Position.HEAD))
        events = [case.events.get(step=CaseStep.REFUSED).pk for case in cases]
        lots = dict(zip(events, (5, 3, 10, 4, 6, 7), strict=True))
        with mock.patch.object(sampling, "lot_of", side_effect=lambda pk: lots.get(pk, 9)):
            assert draw_refusals(now=DECEMBER) == 3
            assert draw_refusals(now=DECEMBER) == 0
        of_board = RefusalCheck.objects.filter(portal=portal).values_list("refusal", flat=True)
        assert set(of_board) == {events[0], events[2]}
        assert RefusalCheck.objects.filter(portal=other).count() == 1

    def test_hangs_on_the_secret_of_the_install_alone(self, settings) -> None:
        told = [sampling.lot_of(number) for number in range(1, 200)]
        assert told == [sampling.lot_of(number) for number in range(1, 200)]
        assert 20 < sum(lot % sampling.ONE_IN == 0 for lot in told) < 60
        settings.SECRET_KEY = "another"
        assert told != [sampling.lot_of(number) for number in range(1, 200)]

    def test_is_of_the_month_that_is_over(self, portal, head) -> None:
        refused(portal, head, local(30, "23:59"))
        assert draw_refusals(now=local(30, "23:59")) == 0
        assert draw_refusals(now=datetime(2027, 1, 1, tzinfo=LOCAL_ZONE)) == 0
        assert draw_refusals(now=datetime(2026, 12, 31, 23, tzinfo=LOCAL_ZONE)) == 1

    def test_leaves_boards_without_an_overseer_and_what_stands_no_longer(
        self, portal, above, head
    ) -> None:
        refused(above, make_member(above, Position.HEAD))
        answer(make_case(portal), make_member(portal), head, local(4))
        gone = refused(portal, head)
        CitizenCase.objects.filter(pk=gone.pk).update(erased_at=local(5))
        assert draw_refusals(now=DECEMBER) == 0

    def test_costs_the_same_for_few_as_for_many(self, portal, head) -> None:
        def queries() -> int:
            RefusalCheck.objects.all().delete()
            with (
                mock.patch.object(sampling, "lot_of", return_value=0),
                CaptureQueriesContext(connection) as asked,
            ):
                draw_refusals(now=DECEMBER)
            return len(asked)

        refused(portal, head)
        few = queries()
        refused(portal, head)
        refused(portal, head)
        assert queries() == few


class TestWhoJudges:
    def test_the_overseers_desk_and_none_who_refused(self, portal, above, head, overseer) -> None:
        check = drawn(refused(portal, head))
        elsewhere = make_portal(overseer=above)
        for nobody in (
            head,
            make_member(portal, Position.SECRETARY),
            make_member(elsewhere, Position.HEAD),
            make_member(above, Position.EDITOR),
            make_member(make_portal(), Position.HEAD),
        ):
            with pytest.raises(NotYourOffice):
                judged(check, nobody)
            page = reverse("refusal_check", args=[check.pk])
            assert desk_client(nobody).get(page).status_code == 404
        make_member(above, Position.DEPUTY, user=head)
        with pytest.raises(NotYourOffice):
            judged(check, head)
        assert judged(check, overseer, LAWFUL, "").outcome == CaseOutcome.REFUSED
        check.refresh_from_db()
        assert (check.verdict, check.decided_by) == (LAWFUL, overseer)
        with pytest.raises(NotPossible):
            judged(check, overseer)

    def test_reads_redacted_words_with_ground_and_reason(self, portal, head, overseer) -> None:
        check = drawn(
            refused(portal, head, text="Tôi là Nguyễn Văn Thử, 0912 345 678, hỏi về đèn.")
        )
        client, page = desk_client(overseer), reverse("refusal_check", args=[check.pk])
        with time_machine.travel(DECEMBER, tick=False):
            shown = client.get(page)
            assert "no-store" in shown["Cache-Control"]
            for hidden in (
                "Nguyễn Văn Thử",
                "0912 345 678",
                "0987 654 321",
                "thu@example.vn",
                check.case.code,
            ):
                assert hidden not in shown.text
            for told in ("hỏi về đèn", "Nội dung không rõ và người gửi không bổ sung", "để rõ"):
                assert told in shown.text
            assert client.post(page, {"verdict": "reopened", "reason": " "}).status_code == 200
            assert client.post(page, {"verdict": "reopened", "reason": "Đã rõ"}).status_code == 302
            assert "Đã rõ" in visit(portal, follow_path(check.case)).content.decode()

    def test_waits_for_an_open_review_or_demand_to_erase(self, portal, head, overseer) -> None:
        case = refused(portal, head)
        check = drawn(case)
        ask_review(case=case, reason="Rõ mà", now=DECEMBER).delete()
        demand = demand_erasure(case=case, now=DECEMBER)
        with pytest.raises(NotPossible):
            judged(check, overseer)
        demand.delete()
        ask_review(case=case, reason="Rõ mà", now=DECEMBER)
        with pytest.raises(NotPossible):
            judged(check, overseer)


class TestTakenUpAgain:
    def test_goes_on_with_its_old_clock(self, portal, head, overseer) -> None:
        case = make_case(portal)
        due = case.due_at
        accept_case(case=case, actor=head, now=local(3))
        refuse_case(case=case, ground="khong-ro-noi-dung", reason="x", actor=head, now=local(4))
        again = judged(drawn(case), overseer)
        assert (again.state, again.outcome, again.ground) == (CaseState.OPEN, "", "")
        assert (again.due_at, again.ended_at, again.ended_late) == (due, None, None)
        assert again.triaged_at == local(3)
        # Late at once, and answered late.
        done = answer(again, make_member(portal), head, DECEMBER)
        assert done.ended_late
        assert derivation_of(done)

    def test_with_all_that_moved_it_before_and_after(self, portal, head, overseer) -> None:
        case = make_case(portal)
        extended = extend_case(case=case, days=5, basis="QC", reason="x", actor=head, now=local(3))
        due = extended.due_at
        assert due > case.due_at
        refuse_case(case=case, ground="khong-ro-noi-dung", reason="x", actor=head, now=local(4))
        again = judged(drawn(case), overseer)
        assert again.due_at == due
        # Refused once more it ends, and the day of the first refusal counts for nothing.
        refuse_case(case=again, ground="khong-ro-noi-dung", reason="x", actor=head, now=DECEMBER)
        again.refresh_from_db()
        assert again.ended_late
        clock = folded_case(again, load_rules()).clock
        assert clock.due is None or clock.ended is not None

    def test_may_be_reviewed_once_more_but_is_judged_by_none_who_did(
        self, portal, above, head, overseer
    ) -> None:
        case = refused(portal, head)
        deputy = make_member(portal, Position.DEPUTY)
        make_member(above, Position.DEPUTY, user=deputy)
        review = ask_review(case=case, reason="Rõ mà", now=local(5))
        uphold_answer(review=review, reason="Chưa rõ", actor=deputy, now=local(6))
        check = drawn(case)
        with pytest.raises(NotYourOffice):
            judged(check, deputy)
        for person, seen in ((deputy, 0), (overseer, 1)):
            assert len(items_of(InboxReader(person, DECEMBER), [RefusalsToJudge()])) == seen
        with pytest.raises(NotPossible):
            ask_review(case=case, reason="Nữa", now=DECEMBER)
        done = answer(judged(check, overseer), make_member(portal), head, DECEMBER)
        page = visit(portal, follow_path(done)).content.decode()
        assert 'id="xem-lai"' in page
        again = ask_review(case=done, reason="Trả lời chưa đúng", now=DECEMBER)
        assert (again.request.at, again.decided_at, again.changed) == (DECEMBER, None, None)
        assert 'id="xem-lai"' not in visit(portal, follow_path(done)).content.decode()
        with pytest.raises(NotPossible):
            ask_review(case=done, reason="Nữa", now=DECEMBER)
        assert done.events.filter(step=CaseStep.REVIEW_DECIDED).count() == 1

    def test_waits_for_the_citizen_where_it_did(self, portal, head, overseer) -> None:
        case = make_case(portal)
        ask_person(case=case, question="Ở đâu?", actor=head, now=local(3))
        refuse_case(case=case, ground="khong-ro-noi-dung", reason="x", actor=head, now=local(4))
        again = judged(drawn(case), overseer)
        assert (again.state, again.due_at) == (CaseState.WAITING, None)
        assert again.left_minutes

    def test_is_counted_anew_with_the_calendar_as_any_other(self, portal, head, overseer) -> None:
        case = refused(portal, head, local(30))
        again = judged(drawn(case), overseer)
        redate_cases(days=[local(5).date()], now=DECEMBER)
        before = again.due_at
        again.refresh_from_db()
        assert again.due_at == before
