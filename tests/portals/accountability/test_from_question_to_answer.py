"""A request from its arrival to its answer, by all who act on it."""

from __future__ import annotations

import pytest

from portals.accountability.actions.acting import NotPossible, may_open
from portals.accountability.actions.answering import (
    AnswerWords,
    Promised,
    approve_draft,
    save_draft,
    submit_draft,
)
from portals.accountability.actions.following import add_to_case, ask_review, rate_answer
from portals.accountability.actions.releasing import retract_release
from portals.accountability.actions.triage import (
    accept_case,
    ask_person,
    hand_over_case,
    join_cases,
    refuse_case,
    seal_case,
)
from portals.accountability.enums import CaseOutcome, CaseState
from portals.accountability.links import opened_by, secret_of
from portals.accountability.models import CitizenCase
from portals.accountability.recording import StaleCase
from portals.boards.enums import Position
from portals.refusals import NotYourOffice
from tests.factories import make_member, make_portal
from tests.portals.accountability.cases import PUBLIC, local, make_case

pytestmark = pytest.mark.django_db


def submitted(case, author, **words):
    draft = save_draft(
        case=case,
        words=AnswerWords("Sẽ sửa trước ngày 20/11.", **words),
        actor=author,
        now=local(3),
    )
    return submit_draft(draft=draft, actor=author, now=local(3))


def test_is_answered_by_two(portal, head, editor) -> None:
    case = make_case(portal, wants_public=True)
    accept_case(case=case, actor=editor, now=local(3, "08:00"))
    draft = submitted(case, editor, **PUBLIC)
    with pytest.raises(NotYourOffice):
        approve_draft(draft=draft, actor=editor, now=local(4))
    promise = Promised("Sửa đèn", local(20).date(), is_public=True)
    approve_draft(draft=draft, actor=head, now=local(4), promises=[promise])
    case.refresh_from_db()
    assert (case.state, case.outcome) == (CaseState.ENDED, CaseOutcome.ANSWERED)
    assert (case.ended_late, case.released_at) == (False, local(4))
    assert case.promises.get().due_on == local(20).date()
    rate_answer(case=case, stars=4, words="", now=local(5))
    with pytest.raises(NotPossible):
        rate_answer(case=case, stars=1, words="", now=local(5))
    assert ask_review(case=case, reason="Chưa sửa", now=local(6)).due_at == local(20, "17:00")
    retract_release(case=case, reason="Sai tên thôn", actor=head, now=local(7))
    case.refresh_from_db()
    assert case.released_at is None


def test_is_not_made_public_without_the_persons_will(portal, head, editor) -> None:
    draft = submitted(make_case(portal, wants_public=False), editor, **PUBLIC)
    with pytest.raises(NotPossible):
        approve_draft(draft=draft, actor=head, now=local(4))


def test_is_not_approved_by_its_author(portal, head) -> None:
    draft = submitted(make_case(portal), head)
    with pytest.raises(NotPossible):
        approve_draft(draft=draft, actor=head, now=local(4))


def test_waits_for_the_person_and_goes_on(portal, editor) -> None:
    case = make_case(portal)
    ask_person(case=case, question="Thôn nào?", actor=editor, now=local(3))
    case.refresh_from_db()
    assert case.state == CaseState.WAITING
    add_to_case(case=case, text="Thôn Đông", now=local(9))
    case.refresh_from_db()
    assert case.state == CaseState.OPEN
    assert case.due_at > local(16, "17:00")


def test_is_handed_to_another_agency_which_alone_acts_then(portal, editor) -> None:
    case, other = make_case(portal), make_portal()
    theirs = make_member(other, Position.EDITOR)
    with pytest.raises(NotYourOffice):
        accept_case(case=case, actor=theirs, now=local(3))
    hand_over_case(case=case, to=other, reason="Thuộc Sở", actor=editor, now=local(3))
    case.refresh_from_db()
    assert case.due_at == local(16, "17:00")
    with pytest.raises(NotYourOffice):
        accept_case(case=case, actor=editor, now=local(4))
    accept_case(case=case, actor=theirs, now=local(4))


def test_is_joined_with_its_duplicate(portal, editor) -> None:
    first, second = make_case(portal), make_case(portal, now=local(4))
    kept = join_cases(case=first, into=second, actor=editor, now=local(5))
    assert (kept.due_at, kept.governs_since) == (local(16, "17:00"), local(2))
    first.refresh_from_db()
    assert (first.outcome, first.joined_into) == (CaseOutcome.JOINED, second)


def test_is_not_accepted_on_a_lawful_ground_by_the_head_alone(portal, head, editor) -> None:
    case = make_case(portal)
    words = {"case": case, "reason": "Thuộc tỉnh khác", "now": local(3)}
    with pytest.raises(NotYourOffice):
        refuse_case(ground="khong-thuoc-tham-quyen", actor=editor, **words)
    with pytest.raises(NotPossible):
        refuse_case(ground="bi-mat-nha-nuoc", actor=head, **words)
    refuse_case(ground="khong-thuoc-tham-quyen", actor=head, **words)
    case.refresh_from_db()
    assert case.outcome == CaseOutcome.REFUSED


def test_sealed_is_opened_by_one_officer_alone(portal, head, editor) -> None:
    case = make_case(portal)
    with pytest.raises(NotPossible):
        seal_case(case=case, officer=editor, actor=editor, now=local(3))
    case = seal_case(case=case, officer=head, actor=editor, now=local(3))
    assert may_open(head, case, local(4))
    assert not may_open(editor, case, local(4))
    with pytest.raises(NotPossible):
        hand_over_case(case=case, to=make_portal(), reason="Gửi", actor=head, now=local(4))


def test_is_not_acted_on_as_it_stood_before(portal, editor) -> None:
    case = make_case(portal)
    accept_case(case=case, actor=editor, now=local(3), revision=2)
    with pytest.raises(StaleCase):
        ask_person(case=case, question="Thôn nào?", actor=editor, now=local(4), revision=2)


def test_is_opened_by_its_link_and_by_no_other(portal) -> None:
    mine, theirs = make_case(portal), make_case(portal)
    assert opened_by(mine.code, secret_of(mine)) == mine
    assert opened_by(mine.code, secret_of(theirs)) is None
    CitizenCase.objects.filter(pk=mine.pk).update(link_nonce="neu")
    assert opened_by(mine.code, secret_of(mine)) is None
