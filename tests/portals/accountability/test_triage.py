"""Taking requests up: who may, on whose case, until when, and from which state."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from wagtail.models import ModelLogEntry

from portals.accountability.actions import triage
from portals.accountability.actions.acting import NotPossible, may_open
from portals.accountability.actions.answering import AnswerWords, save_draft
from portals.accountability.actions.entering import enter_case
from portals.accountability.actions.following import add_to_case, take_back_case
from portals.accountability.actions.receiving import Sent, UnableToReceive
from portals.accountability.actions.triage import (
    accept_case,
    ask_person,
    assign_case,
    dismiss_case,
    extend_case,
    hand_over_case,
    join_cases,
    refuse_case,
    seal_case,
)
from portals.accountability.chains import bring_lost_clocks, lost_clocks
from portals.accountability.checks import request_checks
from portals.accountability.enums import CaseOutcome, CaseSource, CaseState, CaseStep, TextRole
from portals.accountability.models import CaseText, CitizenCase, RefusalGround
from portals.accountability.recording import ClockRefuses, StaleCase
from portals.boards.enums import Position
from portals.boards.models import Absence, Delegation
from portals.clock import local_date
from portals.models import Portal
from portals.operations.checking import ask_checks
from portals.refusals import NotYourOffice
from tests.factories import make_member
from tests.portals.accountability.cases import answer, contributor_for, local, make_case

pytestmark = pytest.mark.django_db
GROUND = "khong-thuoc-tham-quyen"


def acts_of_editors(case, other, officer):
    """Each act for which an editor's post is enough, as a function of who does it, when, and what they saw."""

    def acts(actor, now, revision=None):
        same = {"case": case, "actor": actor, "now": now, "revision": revision}
        return {
            "accept": lambda: accept_case(**same),
            "ask": lambda: ask_person(question="Thôn nào?", **same),
            "hand over": lambda: hand_over_case(to=other, reason="Thuộc nơi khác", **same),
            "assign": lambda: assign_case(officer=officer, **same),
            "dismiss": lambda: dismiss_case(**same),
            "seal": lambda: seal_case(officer=officer, **same),
            "join": lambda: join_cases(into=make_case(case.portal), **same),
        }

    return acts


def decisions(case):
    def acts(actor, now, revision=None):
        same = {"case": case, "actor": actor, "now": now, "revision": revision}
        return {
            "refuse": lambda: refuse_case(ground=GROUND, reason="Thuộc tỉnh khác", **same),
            "extend": lambda: extend_case(days=2, basis="Quy chế", reason="Phức tạp", **same),
        }

    return acts


def refused(acts, error) -> None:
    for act in acts.values():
        with pytest.raises(error):
            act()


class TestWhoMay:
    def test_not_a_contributor_nor_another_board_nor_who_left(
        self, portal, other, head, theirs
    ) -> None:
        case = make_case(portal)
        acts, big = acts_of_editors(case, other, head), decisions(case)
        left = make_member(portal, Position.EDITOR, ends_on=local_date(local(3)))
        for person in (make_member(portal, Position.CONTRIBUTOR), theirs, left):
            refused(acts(person, local(3)), NotYourOffice)
            refused(big(person, local(3)), NotYourOffice)
        accept_case(case=case, actor=left, now=local(2, "23:00"))

    def test_an_editor_and_a_secretary_decide_nothing_for_the_agency(self, portal, editor) -> None:
        acts = decisions(make_case(portal))
        for person in (editor, make_member(portal, Position.SECRETARY)):
            refused(acts(person, local(3)), NotYourOffice)

    def test_a_deputy_decides(self, portal) -> None:
        deputy, case = make_member(portal, Position.DEPUTY), make_case(portal)
        decisions(case)(deputy, local(3))["extend"]()
        decisions(case)(deputy, local(3))["refuse"]()
        case.refresh_from_db()
        assert (case.outcome, case.was_extended) == (CaseOutcome.REFUSED, True)

    def test_who_acts_for_the_head_decides_while_that_lasts(self, portal, head, editor) -> None:
        stand_in = make_member(portal, Position.SECRETARY)
        days = {
            "period": DateRange(local_date(local(4)), local_date(local(6))),
            "made_at": local(3),
        }
        Delegation.objects.create(board=portal.board, giver=head, receiver=editor, **days)
        Absence.objects.create(board=portal.board, user=head, stand_in=stand_in, **days)
        for person in (editor, stand_in):
            case = make_case(portal)
            for before_or_after in (local(3, "23:59"), local(6, "00:00")):
                refused(decisions(case)(person, before_or_after), NotYourOffice)
            assert decisions(case)(person, local(5, "23:59"))["refuse"]().ground == GROUND
        entry = ModelLogEntry.objects.filter(action="case.refuse").latest("pk")
        assert (entry.data["basis"], entry.data["portal"]) == ("stand_in", portal.pk)
        assert "Thuộc" not in str(entry.data)

    def test_a_contributor_decides_not_even_by_delegation(self, portal, head) -> None:
        reader = contributor_for(head, portal)
        refused(decisions(make_case(portal))(reader, local(3)), NotYourOffice)


class TestWhen:
    def test_nothing_is_done_on_what_was_not_seen(self, portal, other, head) -> None:
        case = make_case(portal)
        add_to_case(case=case, text="Còn nữa", now=local(3))
        for acts in (acts_of_editors(case, other, head), decisions(case)):
            refused(acts(head, local(4), revision=2), StaleCase)
        accept_case(case=case, actor=head, now=local(4), revision=3)

    def test_nothing_is_done_on_what_has_ended(self, portal, other, head, editor) -> None:
        def ended():
            yield answer(make_case(portal), editor, head, local(3))
            yield decisions(make_case(portal))(head, local(3))["refuse"]()
            yield dismiss_case(case=make_case(portal), actor=head, now=local(3))
            yield seal_case(case=make_case(portal), officer=head, actor=head, now=local(3))
            yield take_back_case(case=make_case(portal), now=local(3))
            joined = make_case(portal)
            join_cases(case=joined, into=make_case(portal), actor=head, now=local(3))
            yield joined

        for case in ended():
            refused(acts_of_editors(case, other, head)(head, local(4)), NotPossible)
            refused(decisions(case)(head, local(4)), NotPossible)

    def test_is_taken_up_once_and_then_not_put_aside(self, portal, editor) -> None:
        case = make_case(portal)
        CitizenCase.objects.filter(pk=case.pk).update(held_because=["links"])
        assert case.state == CaseState.NEW
        held = accept_case(case=case, actor=editor, now=local(3))
        assert (held.state, held.triaged_at, held.held_because) == (CaseState.OPEN, local(3), [])
        for act in (accept_case, dismiss_case):
            with pytest.raises(NotPossible):
                act(case=case, actor=editor, now=local(4))

    def test_is_not_asked_twice_nor_once_it_is_due(self, portal, editor) -> None:
        case, late = make_case(portal), make_case(portal)
        ask = {"question": " Thôn nào? ", "actor": editor}
        asked = ask_person(case=case, now=local(16, "16:59"), **ask)
        assert (asked.state, asked.triaged_at) == (CaseState.WAITING, local(16, "16:59"))
        assert case.texts.get(role=TextRole.QUESTION_BACK).text == "Thôn nào?"
        with pytest.raises(NotPossible):
            ask_person(case=case, now=local(16, "16:59"), **ask)
        with pytest.raises(ClockRefuses):
            ask_person(case=late, now=local(16, "17:00"), **ask)
        seen = late.revision
        late.refresh_from_db()
        assert (late.state, late.revision) == (CaseState.NEW, seen)
        with pytest.raises(NotPossible):
            ask_person(case=late, now=local(4), question=" ", actor=editor)


class TestHandingOver:
    def test_lets_the_other_board_look_at_it_anew(self, portal, other, editor, theirs) -> None:
        case = make_case(portal)
        accept_case(case=case, actor=editor, now=local(3))
        assign_case(case=case, officer=editor, actor=editor, now=local(3))
        save_draft(case=case, words=AnswerWords("Nháp"), actor=editor, now=local(3))
        case = hand_over_case(case=case, to=other, reason="Thuộc xã", actor=editor, now=local(9))
        assert (case.state, case.triaged_at, case.assigned_to) == (CaseState.NEW, None, None)
        assert (case.triage_due_at, case.due_at) == (local(11, "17:00"), local(16, "17:00"))
        assert not case.drafts.exists()
        assert not may_open(editor, case, local(9))
        assert accept_case(case=case, actor=theirs, now=local(10)).triaged_at == local(10)
        entry = ModelLogEntry.objects.get(action="case.hand_over")
        assert (entry.data["portal"], entry.data["to"]) == (portal.pk, other.pk)

    def test_gives_no_time_beyond_the_due_moment(self, portal, other, editor) -> None:
        case = make_case(portal)
        case = hand_over_case(case=case, to=other, reason="Xã", actor=editor, now=local(16))
        assert case.triage_due_at == case.due_at == local(16, "17:00")

    def test_keeps_waiting_for_who_was_asked(self, portal, other, editor) -> None:
        case = make_case(portal)
        ask_person(case=case, question="Thôn nào?", actor=editor, now=local(4, "07:30"))
        case = hand_over_case(case=case, to=other, reason="Xã", actor=editor, now=local(5))
        assert (case.state, case.due_at) == (CaseState.WAITING, None)
        assert case.triage_due_at == local(9, "17:00")

    def test_not_to_oneself_nor_to_a_closed_body_nor_without_a_reason(
        self, portal, other, editor
    ) -> None:
        case = make_case(portal)
        give = {"case": case, "actor": editor, "now": local(3)}
        refused(
            {
                "oneself": lambda: hand_over_case(to=portal, reason="Xã", **give),
                "no reason": lambda: hand_over_case(to=other, reason=" ", **give),
            },
            NotPossible,
        )
        Portal.objects.filter(pk=other.pk).update(closed_on=local_date(local(3)))
        other.refresh_from_db()
        with pytest.raises(NotPossible):
            hand_over_case(to=other, reason="Xã", **give)
        other.closed_on += timedelta(days=1)
        assert hand_over_case(to=other, reason="Xã", **give).portal == other


class TestJoining:
    def test_ends_the_one_and_takes_up_the_other(self, portal, editor) -> None:
        case, into = make_case(portal, now=local(3)), make_case(portal)
        save_draft(case=case, words=AnswerWords("Nháp"), actor=editor, now=local(3))
        kept = join_cases(case=case, into=into, actor=editor, now=local(4))
        assert (kept.state, kept.triaged_at) == (CaseState.OPEN, local(4))
        case.refresh_from_db()
        assert (case.ended_late, case.drafts.count()) == (None, 0)

    def test_hands_on_the_clock_of_what_was_joined_before(self, portal, editor) -> None:
        """The earliest of three counts, in whatever order they are joined, and once: no clock is lost on the way."""
        early, late, between = (make_case(portal, now=local(day)) for day in (2, 5, 4))
        join_cases(case=early, into=late, actor=editor, now=local(6))
        kept = join_cases(case=late, into=between, actor=editor, now=local(6))
        assert (kept.governs_since, kept.due_at) == (local(2), early.due_at)
        joined = kept.events.filter(step="joined").order_by("sequence")
        assert [event.other for event in joined] == [late, early]
        # Of what arrived later than the one that brings it the clock is nobody's.
        first = make_case(portal, now=local(3))
        join_cases(
            case=make_case(portal, now=local(3, "11:00")), into=first, actor=editor, now=local(6)
        )
        last = join_cases(case=first, into=make_case(portal), actor=editor, now=local(6))
        assert [event.other for event in last.events.filter(step="joined")] == [first]

    def test_brings_the_clock_that_was_lost_before_it_was_handed_on(
        self, portal, other, editor, theirs, monkeypatch
    ) -> None:
        def chain(on, actor, *arrived: int) -> list[CitizenCase]:
            first, *others = cases = [make_case(on, now=local(day)) for day in arrived]
            for into in others:
                join_cases(case=first, into=into, actor=actor, now=local(6))
                first = into
            return cases

        with monkeypatch.context() as before:
            before.setattr(triage, "_earlier_in", lambda _case: [])
            early, _through, kept = chain(portal, editor, 2, 5, 4)
            longest = chain(other, theirs, 2, 3, 4, 5)
            # The second brings an earlier clock than what was lost, or the last has one; what has ended is history.
            chain(portal, editor, 4, 3, 5), chain(portal, editor, 4, 5, 2)
            *_history, ended = chain(portal, editor, 2, 5, 4)
        refuse_case(
            case=ended,
            ground=GROUND,
            reason="Đã trả lời",
            actor=make_member(portal, Position.HEAD),
            now=local(6),
        )
        assert chain(portal, editor, 2, 5, 4)[2].joined.count() == 1
        lost = [(kept.pk, early.pk), (longest[3].pk, longest[0].pk)]
        assert lost_clocks() == lost
        assert kept.due_at != early.due_at

        def told() -> list[str]:
            found = ask_checks(now=local(7), checks=request_checks())
            return [one.check.name for one in found if one.count]

        assert "requests.chains" in told()
        assert bring_lost_clocks(now=local(6, "09:00")) == 0
        assert [bring_lost_clocks(now=local(7)) for _night in range(2)] == [2, 0]
        for case in (kept, longest[3]):
            case.refresh_from_db()
            assert (case.governs_since, case.due_at) == (local(2), early.due_at)
        assert "requests.chains" not in told()

    def test_not_with_itself_nor_with_another_boards(self, portal, other, editor) -> None:
        case, theirs = make_case(portal), make_case(other)
        with pytest.raises(NotPossible):
            join_cases(case=case, into=case, actor=editor, now=local(3))
        for one, into in ((case, theirs), (theirs, case)):
            with pytest.raises(NotYourOffice):
                join_cases(case=one, into=into, actor=editor, now=local(3))

    def test_not_what_was_stopped_or_extended(self, portal, head) -> None:
        asked, extended, plain = (make_case(portal) for _time in range(3))
        ask_person(case=asked, question="Thôn nào?", actor=head, now=local(3))
        add_to_case(case=asked, text="Thôn Đông", now=local(4))
        decisions(extended)(head, local(4))["extend"]()
        for case in (asked, extended):
            with pytest.raises(NotPossible):
                join_cases(case=case, into=plain, actor=head, now=local(5))
        assert join_cases(case=plain, into=asked, actor=head, now=local(5)) == asked


class TestRefusing:
    def test_on_a_ground_of_that_kind_and_day_with_a_reason(self, portal, head, editor) -> None:
        case = make_case(portal)
        save_draft(case=case, words=AnswerWords("Nháp"), actor=editor, now=local(3))
        no = {"case": case, "actor": head, "now": local(5)}
        ground = RefusalGround.objects.filter(code=GROUND, kind=case.kind)
        ground.update(period=DateRange(local_date(local(2)), local_date(local(5))))
        refused(
            {
                "over": lambda: refuse_case(ground=GROUND, reason="Tỉnh khác", **no),
                "of another kind": lambda: refuse_case(
                    ground="bi-mat-nha-nuoc", reason="Tỉnh khác", **no
                ),
            },
            NotPossible,
        )
        ground.update(period=DateRange(local_date(local(5)), None))
        with pytest.raises(NotPossible):
            refuse_case(ground=GROUND, reason=" ", **no)
        held = refuse_case(ground=GROUND, reason="Tỉnh khác", **no)
        assert (held.ground, held.ended_late, held.drafts.count()) == (GROUND, False, 0)
        assert held.texts.get().role == TextRole.REASON


class TestSealing:
    def test_only_for_a_head_and_out_of_everything(self, portal, other, head, theirs) -> None:
        deputy = make_member(portal, Position.DEPUTY)
        case = make_case(portal, wants_public=True)
        for officer in (deputy, theirs):
            with pytest.raises(NotPossible):
                seal_case(case=case, officer=officer, actor=deputy, now=local(3))
        save_draft(case=case, words=AnswerWords("Nháp"), actor=deputy, now=local(3))
        case = seal_case(case=case, officer=head, actor=deputy, now=local(3))
        assert (case.assigned_to, case.wants_public, case.ended_late) == (None, False, None)
        assert not case.drafts.exists()
        assert [may_open(who, case, local(4)) for who in (head, deputy, theirs)] == [
            True,
            False,
            False,
        ]
        assert "portal" not in ModelLogEntry.objects.get(action="case.seal").data


class TestExtending:
    def test_within_what_the_law_allows(self, portal, head) -> None:
        case = make_case(portal)
        more = {"case": case, "actor": head, "now": local(3), "basis": "Quy chế", "reason": "Khó"}
        wrong = [{"days": 0}, {"days": 6}, {"days": 5, "basis": " "}, {"days": 5, "reason": ""}]
        wrong.append({"days": 5, "basis": "x" * 301})
        for words in wrong:
            with pytest.raises(NotPossible):
                extend_case(**{**more, **words})
        assert extend_case(days=5, **more).due_at == local(23, "17:00")
        with pytest.raises(ClockRefuses):
            extend_case(days=1, **more)


class TestAssigning:
    def test_to_who_may_answer_on_the_same_board(self, portal, head, editor, theirs) -> None:
        case = make_case(portal)
        for officer in (make_member(portal, Position.CONTRIBUTOR), theirs):
            with pytest.raises(NotPossible):
                assign_case(case=case, officer=officer, actor=head, now=local(3))
        assert (
            assign_case(case=case, officer=editor, actor=head, now=local(3)).assigned_to == editor
        )


class TestEntering:
    def test_by_the_board_for_who_comes_in_person(self, portal, editor, theirs) -> None:
        sent = Sent("question", "Đèn đường", "Bao giờ sửa?", phone="0912 345 678")
        with pytest.raises(NotYourOffice):
            enter_case(portal=portal, sent=sent, actor=theirs, now=local(2))
        with pytest.raises(UnableToReceive):
            enter_case(portal=portal, sent=Sent("question", "x", " "), actor=editor, now=local(2))
        case = enter_case(portal=portal, sent=sent, actor=editor, now=local(2))
        assert (case.source, case.acknowledged_at) == (CaseSource.OFFICER, local(2))
        assert (case.state, case.due_at) == (CaseState.NEW, local(16, "17:00"))
        steps = case.events.values_list("step", "actor")
        assert list(steps) == [
            (step, editor.pk) for step in (CaseStep.RECEIVED, CaseStep.ACKNOWLEDGED)
        ]
        assert not CaseText.objects.filter(case=case).exists()
