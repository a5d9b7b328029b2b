"""Writing, approving and retracting answers; reviews of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from wagtail.models import ModelLogEntry

from portals.accountability import releases
from portals.accountability.actions.acting import NotPossible
from portals.accountability.actions.answering import (
    AnswerWords,
    DraftSeen,
    Promised,
    approve_draft,
    return_draft,
    save_draft,
    submit_draft,
)
from portals.accountability.actions.following import ask_review, take_back_case
from portals.accountability.actions.releasing import retract_release
from portals.accountability.actions.reviews import change_answer, uphold_answer
from portals.accountability.actions.triage import ask_person, hand_over_case, refuse_case, seal_case
from portals.accountability.enums import CaseOutcome, CaseState, CaseStep, DraftState, TextRole
from portals.accountability.models import AnswerDraft
from portals.accountability.recording import StaleCase
from portals.boards.enums import Position
from portals.boards.models import Delegation
from portals.clock import local_date
from portals.refusals import NotYourOffice
from tests.factories import make_member
from tests.portals.accountability.cases import (
    PUBLIC,
    answer,
    contributor_for,
    let_alone,
    local,
    make_case,
    waits_for_approval,
)

pytestmark = pytest.mark.django_db
WORDS = AnswerWords("Sẽ sửa.")


@pytest.fixture
def heard(monkeypatch):
    """What listeners of releases are told."""
    told = []
    monkeypatch.setattr(releases, "_released", [lambda one: told.append(("out", one.draft.pk))])
    monkeypatch.setattr(
        releases, "_retracted", [lambda case, now, reason: told.append(("back", reason))]
    )
    return told


class TestWriting:
    def test_is_for_editors_of_the_board_in_charge(self, portal, other, editor, theirs) -> None:
        case = make_case(portal)
        for person in (theirs, make_member(portal, Position.CONTRIBUTOR)):
            with pytest.raises(NotYourOffice):
                save_draft(case=case, words=WORDS, actor=person, now=local(3))
        draft = save_draft(case=case, words=WORDS, actor=editor, now=local(3))
        assert (draft.author, draft.text, draft.state) == (editor, "Sẽ sửa.", DraftState.WRITING)
        with pytest.raises(NotYourOffice):
            submit_draft(draft=draft, actor=theirs, now=local(3))

    def test_does_not_write_over_what_was_not_seen(self, portal, head, editor) -> None:
        case, seen = make_case(portal), DraftSeen(None)
        with pytest.raises(StaleCase):
            save_draft(case=case, words=WORDS, actor=head, now=local(3), revision=0)
        first = save_draft(case=case, words=WORDS, actor=editor, now=local(3), seen=seen)
        with pytest.raises(NotPossible):
            save_draft(case=case, words=WORDS, actor=head, now=local(4), seen=seen)
        seen = DraftSeen(first.saved_at)
        again = save_draft(case=case, words=WORDS, actor=head, now=local(4), seen=seen)
        assert (again.pk, again.author) == (first.pk, head)

    def test_refuses_what_is_too_long_for_its_place(self, portal, editor) -> None:
        case = make_case(portal)
        for words in (AnswerWords("x" * 20_001), AnswerWords("x", public_subject="x" * 201)):
            with pytest.raises(NotPossible):
                save_draft(case=case, words=words, actor=editor, now=local(3))
        words = AnswerWords("x" * 20_000, public_subject="x" * 200)
        assert save_draft(case=case, words=words, actor=editor, now=local(3)).pk

    def test_is_submitted_whole_and_takes_the_request_up(self, portal, editor) -> None:
        case = make_case(portal, wants_public=True)
        for words in (AnswerWords(" "), AnswerWords("Sẽ sửa.", **{**PUBLIC, "public_answer": " "})):
            draft = save_draft(case=case, words=words, actor=editor, now=local(3))
            with pytest.raises(NotPossible):
                submit_draft(draft=draft, actor=editor, now=local(3))
        draft = waits_for_approval(case, editor, local(4))
        case.refresh_from_db()
        assert (case.state, case.triaged_at) == (CaseState.OPEN, local(4))
        assert list(case.events.values_list("step", flat=True)) == [
            "received",
            "acknowledged",
            "accepted",
            "submitted",
        ]
        with pytest.raises(NotPossible):
            submit_draft(draft=draft, actor=editor, now=local(5))
        with pytest.raises(NotPossible):
            save_draft(case=case, words=WORDS, actor=editor, now=local(5))

    def test_is_sent_back_by_who_decides_or_taken_back_by_its_author(
        self, portal, head, editor
    ) -> None:
        another, case = make_member(portal, Position.EDITOR), make_case(portal)
        draft = waits_for_approval(case, editor, local(3))
        back = {"draft": draft, "reason": "Nêu ngày sửa.", "now": local(4)}
        with pytest.raises(NotYourOffice):
            return_draft(actor=another, **back)
        with pytest.raises(NotPossible):
            return_draft(actor=head, **{**back, "reason": " "})
        assert return_draft(actor=head, **back).state == DraftState.RETURNED
        assert case.texts.get().role == TextRole.NOTE
        with pytest.raises(NotPossible):
            return_draft(actor=head, **back)
        with pytest.raises(NotPossible):
            approve_draft(draft=draft, actor=head, now=local(4))
        draft = waits_for_approval(case, editor, local(5))
        assert return_draft(draft=draft, reason="Viết lại.", actor=editor, now=local(5)).pk


class TestApproving:
    def test_is_for_who_decides_and_is_not_the_author(self, portal, head, editor, theirs) -> None:
        deputy, secretary = (
            make_member(portal, post) for post in (Position.DEPUTY, Position.SECRETARY)
        )
        draft = waits_for_approval(make_case(portal), deputy, local(3))
        for person in (editor, secretary, theirs):
            with pytest.raises(NotYourOffice):
                approve_draft(draft=draft, actor=person, now=local(4))
        with pytest.raises(NotPossible):
            approve_draft(draft=draft, actor=deputy, now=local(4))
        held = approve_draft(draft=draft, actor=head, now=local(4))
        assert (held.outcome, held.ended_late) == (CaseOutcome.ANSWERED, False)
        assert held.texts.get(role=TextRole.ANSWER).text == "Sẽ sửa trước ngày 20/11."
        entry = ModelLogEntry.objects.get(action="case.approve")
        assert (entry.data["basis"], entry.data["waiver"], entry.data["public"]) == (
            "post",
            None,
            False,
        )
        assert "Sẽ sửa" not in str(entry.data)

    def test_by_delegation_on_its_days_alone(self, portal, head, editor) -> None:
        author = make_member(portal, Position.EDITOR)
        days = DateRange(local_date(local(4)), local_date(local(5)))
        Delegation.objects.create(
            board=portal.board, giver=head, receiver=editor, period=days, made_at=local(3)
        )
        draft = waits_for_approval(make_case(portal), author, local(3))
        for at in (local(3, "23:59"), local(5, "00:00")):
            with pytest.raises(NotYourOffice):
                approve_draft(draft=draft, actor=editor, now=at)
        assert approve_draft(draft=draft, actor=editor, now=local(4, "23:59")).ended_at
        mine = waits_for_approval(make_case(portal), editor, local(4))
        with pytest.raises(NotPossible):
            approve_draft(draft=mine, actor=editor, now=local(4))

    def test_of_ones_own_under_a_waiver_while_it_lasts(self, portal, other, head) -> None:
        let_alone(other, local(30))
        draft = waits_for_approval(make_case(portal), head, local(3))
        with pytest.raises(NotPossible):
            approve_draft(draft=draft, actor=head, now=local(4))
        waiver = let_alone(portal, local(4))
        with pytest.raises(NotPossible):
            approve_draft(draft=draft, actor=head, now=local(5, "00:00"))
        approve_draft(draft=draft, actor=head, now=local(4, "23:59"))
        draft.refresh_from_db()
        assert (draft.waiver, draft.decided_by) == (waiver, head)
        assert ModelLogEntry.objects.get(action="case.approve").data["waiver"] == waiver.pk

    def test_of_the_text_that_was_read(self, portal, head, editor) -> None:
        draft = waits_for_approval(make_case(portal), editor, local(3))
        with pytest.raises(NotPossible):
            approve_draft(draft=draft, actor=head, now=local(4), saved_at=local(2))
        approve_draft(draft=draft, actor=head, now=local(4), saved_at=local(3))

    def test_is_on_time_to_the_due_minute_and_ends_what_waits(self, portal, head, editor) -> None:
        late, waiting = make_case(portal), make_case(portal)
        assert answer(late, editor, head, local(16, "17:01")).ended_late is True
        assert answer(make_case(portal), editor, head, local(16, "17:00")).ended_late is False
        ask_person(case=waiting, question="Thôn nào?", actor=editor, now=local(4))
        held = answer(waiting, editor, head, local(30))
        assert (held.state, held.ended_late) == (CaseState.ENDED, False)

    def test_is_not_done_once_the_request_is_elsewhere_or_ended(
        self, portal, other, head, editor
    ) -> None:
        taken = waits_for_approval(make_case(portal), editor, local(3))
        take_back_case(case=taken.case, now=local(4))
        with pytest.raises(NotPossible):
            approve_draft(draft=taken, actor=head, now=local(5))
        assert not AnswerDraft.objects.filter(pk=taken.pk).exists()
        given = waits_for_approval(make_case(portal), editor, local(3))
        hand_over_case(case=given.case, to=other, reason="Xã", actor=editor, now=local(4))
        with pytest.raises(NotYourOffice):
            approve_draft(draft=given, actor=head, now=local(5))
        assert not AnswerDraft.objects.filter(pk=given.pk).exists()
        sealed = waits_for_approval(make_case(portal), editor, local(3))
        seal_case(case=sealed.case, officer=head, actor=editor, now=local(4))
        with pytest.raises(NotPossible):
            approve_draft(draft=sealed, actor=head, now=local(5))

    def test_promises_what_is_still_to_come(self, portal, head, editor) -> None:
        draft = waits_for_approval(make_case(portal), editor, local(3))
        today = local(4).date()
        for promised in (
            Promised("Sửa", today), Promised(" ", today + timedelta(1)),
            Promised("x" * 301, today + timedelta(1)),
        ):  # fmt: skip
            with pytest.raises(NotPossible):
                approve_draft(draft=draft, actor=head, now=local(4), promises=[promised])
        good = Promised(" Sửa ", today + timedelta(1))
        case = approve_draft(draft=draft, actor=head, now=local(4), promises=[good])
        assert (case.promises.get().words, case.promises.get().portal) == ("Sửa", portal)
        assert case.events.get(step=CaseStep.PROMISED).data == {"due_on": "2026-11-05"}


class TestInPublic:
    def test_only_where_the_person_wished_it(self, portal, head, editor, heard) -> None:
        draft = waits_for_approval(make_case(portal), editor, local(3), **PUBLIC)
        with pytest.raises(NotPossible):
            approve_draft(draft=draft, actor=head, now=local(4))
        assert heard == []
        answer(make_case(portal, wants_public=True), editor, head, local(4))
        assert heard == []
        held = answer(make_case(portal, wants_public=True), editor, head, local(4), **PUBLIC)
        assert held.released_at == local(4)
        assert heard == [("out", held.drafts.get().pk)]

    def test_is_taken_back_by_who_decides_with_a_reason(self, portal, head, editor, heard) -> None:
        case = answer(make_case(portal, wants_public=True), editor, head, local(4), **PUBLIC)
        for person in (editor, contributor_for(head, portal)):
            with pytest.raises(NotYourOffice):
                retract_release(case=case, reason="Sai", actor=person, now=local(5))
        with pytest.raises(NotPossible):
            retract_release(case=case, reason=" ", actor=head, now=local(5))
        assert (
            retract_release(case=case, reason="Sai", actor=head, now=local(5)).released_at is None
        )
        assert heard[1:] == [("back", "Sai")]
        with pytest.raises(NotPossible):
            retract_release(case=case, reason="Sai", actor=head, now=local(5))


class TestReviews:
    @pytest.fixture
    def deputy(self, portal):
        return make_member(portal, Position.DEPUTY)

    @pytest.fixture
    def answered(self, portal, head, editor):
        case = answer(make_case(portal, wants_public=True), editor, head, local(4), **PUBLIC)
        ask_review(case=case, reason="Chưa sửa", now=local(5))
        return case

    def test_are_decided_by_who_had_no_hand_in_it(
        self, portal, head, editor, deputy, theirs, answered
    ) -> None:
        up = {"review": answered.review, "reason": "Đúng", "now": local(6)}
        with pytest.raises(NotPossible):
            uphold_answer(actor=head, **up)
        for person in (editor, theirs, make_member(portal, Position.SECRETARY)):
            with pytest.raises(NotYourOffice):
                uphold_answer(actor=person, **up)
        with pytest.raises(NotPossible):
            uphold_answer(actor=deputy, **{**up, "reason": ""})
        review = uphold_answer(actor=deputy, **up)
        assert (review.changed, review.decided_by, review.decided_at) == (False, deputy, local(6))
        answered.refresh_from_db()
        assert answered.released_at == local(4)
        with pytest.raises(NotPossible):
            uphold_answer(actor=deputy, **up)

    def test_of_a_board_of_one_are_decided_under_its_waiver(self, portal, head, editor) -> None:
        author = head
        let_alone(portal, local(6))
        case = answer(make_case(portal), author, head, local(4))
        review = ask_review(case=case, reason="Sai", now=local(5))
        with pytest.raises(NotPossible):
            uphold_answer(review=review, reason="Đúng", actor=head, now=local(7))
        uphold_answer(review=review, reason="Đúng", actor=head, now=local(6))
        assert ModelLogEntry.objects.get(action="case.review").data["waiver"]

    def test_change_an_answer_by_a_new_one_that_two_have_read(
        self, head, editor, deputy, answered, heard
    ) -> None:
        change = {"review": answered.review, "reason": "Có lý", "actor": deputy}
        own = waits_for_approval(answered, deputy, local(6))
        with pytest.raises(NotPossible):
            change_answer(draft=own, now=local(6), **change)
        return_draft(draft=own, reason="Viết lại", actor=deputy, now=local(6))
        draft = waits_for_approval(answered, editor, local(9), text="Sửa ngày 10/11.", **PUBLIC)
        with pytest.raises(NotPossible):
            approve_draft(draft=draft, actor=head, now=local(9))
        with pytest.raises(NotPossible):
            change_answer(draft=draft, now=local(9), saved_at=local(6), **change)
        review = change_answer(draft=draft, now=local(9), saved_at=local(9), **change)
        answered.refresh_from_db()
        assert (review.changed, answered.released_at, answered.ended_at) == (
            True,
            local(9),
            local(4),
        )
        assert [text.text for text in answered.texts.filter(role=TextRole.ANSWER)][
            -1
        ] == "Sửa ngày 10/11."
        assert answered.drafts.filter(state=DraftState.APPROVED).count() == 2
        assert [what for what, _said in heard] == ["back", "out"]
        with pytest.raises(NotPossible):
            save_draft(case=answered, words=WORDS, actor=editor, now=local(10))

    def test_turn_a_refusal_into_an_answer(self, portal, head, editor, deputy) -> None:
        case = make_case(portal)
        refuse_case(case=case, ground="da-tra-loi", reason="Rồi", actor=head, now=local(3))
        with pytest.raises(NotPossible):
            save_draft(case=case, words=WORDS, actor=editor, now=local(4))
        review = ask_review(case=case, reason="Chưa", now=local(4))
        with pytest.raises(NotPossible):
            uphold_answer(review=review, reason="Đúng", actor=head, now=local(5))
        draft = waits_for_approval(case, editor, local(5))
        change_answer(review=review, draft=draft, reason="Phải", actor=deputy, now=local(5))
        case.refresh_from_db()
        assert (case.outcome, case.ground, case.ended_at) == (CaseOutcome.ANSWERED, "", local(3))

    def test_take_no_draft_of_another_request(self, portal, editor, deputy, answered) -> None:
        draft = waits_for_approval(make_case(portal), editor, local(6))
        with pytest.raises(NotPossible):
            change_answer(
                review=answered.review, draft=draft, reason="x", actor=deputy, now=local(6)
            )

    def test_that_uphold_leave_no_draft_behind(self, editor, deputy, answered) -> None:
        waits_for_approval(answered, editor, local(6))
        uphold_answer(review=answered.review, reason="Đúng", actor=deputy, now=local(6))
        assert answered.drafts.count() == 1
