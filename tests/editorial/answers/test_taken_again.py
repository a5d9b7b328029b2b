"""On a copy restored from a backup: answers and statements that were taken from the public since are taken again."""

from __future__ import annotations

import pytest
from wagtail.models import ModelLogEntry

from editorial.answers.taken_again import ANSWERS_TAKEN, STATEMENTS_TAKEN
from portals.accountability.enums import CaseStep
from portals.accountability.models import CaseEvent, CaseStatement
from portals.backups.confirming import take_again
from portals.backups.newer_ledger import TakenSince, still_standing
from portals.boards.enums import Position
from portals.ledger.models import LedgerEntry
from tests.editorial.answers.cast import release
from tests.factories import make_member, make_portal
from tests.portals.accountability.cases import local

from .test_statements import NOW, build, state

pytestmark = pytest.mark.django_db


def test_an_answer_goes_by_the_verb_of_the_desk() -> None:
    portal = make_portal(overseer=make_portal("province"))
    answer = release(portal)
    # Of another board: whoever the operator names, who is in no way in charge there.
    actor = make_member(make_portal(), Position.HEAD)
    taken = [TakenSince("answer-retracted", f"tra-loi-{answer.pk}", "2026-11-05 09:00", "")]
    assert still_standing(taken) == taken

    assert take_again(taken, actor=actor, now=local(6)) == 1

    answer.refresh_from_db()
    answer.case.refresh_from_db()
    assert (answer.retracted_at, answer.answer, answer.case.released_at) == (local(6), "", None)
    assert answer.retraction_reason
    event = CaseEvent.objects.filter(case=answer.case, step=CaseStep.UNRELEASED).get()
    assert event.actor == actor
    assert ModelLogEntry.objects.filter(action="case.retract", user=actor).exists()
    assert still_standing(taken) == []
    assert take_again(taken, actor=actor, now=local(6)) == 0


def test_a_statement_goes_too() -> None:
    portal, head, case = scene = build()
    made = state(scene)
    subject = STATEMENTS_TAKEN.subject_of({"request": f"yeu-cau-{case.pk}", "beside": "late"})
    other = STATEMENTS_TAKEN.subject_of({"request": f"yeu-cau-{case.pk}", "beside": "correction"})
    taken = [
        TakenSince("case-statement-withdrawn", one, "2026-11-05 09:00", "")
        for one in (subject, other)
    ]
    assert [one.subject for one in still_standing(taken)] == [subject]

    assert take_again(taken, actor=head, now=NOW) == 1

    made = CaseStatement.objects.get(pk=made.pk)
    assert (made.text, made.withdrawn_by, made.withdrawn_at) == ("", head, NOW)
    assert LedgerEntry.objects.filter(kind="case-statement-withdrawn", portal=portal).exists()
    assert still_standing(taken) == []


def test_no_later_words_bring_back_those_of_the_backup() -> None:
    assert not ANSWERS_TAKEN.brings
    assert not STATEMENTS_TAKEN.brings
