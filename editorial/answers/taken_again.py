"""Answers and statements that a newer ledger took out of public view, on a copy restored from a backup of before."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from portals.accountability.actions.releasing import retract_again
from portals.accountability.actions.stating import withdraw_statement_again
from portals.accountability.models import CaseStatement
from portals.backups.newer_ledger import TakenKind, TakenSince
from portals.boards.models import User

from .kinds import ANSWER_RETRACTED, CASE_STATEMENT_WITHDRAWN
from .models import ReleasedAnswer


def _why(taken: TakenSince) -> str:
    # The ledger holds no word of why: it might name a person.
    return taken.reason or _(
        "Taken out of public view before the install was restored from a backup."
    )


def _answer_shown(subject: str) -> ReleasedAnswer | None:
    key = int(subject.rpartition("-")[2])
    shown = ReleasedAnswer.objects.filter(pk=key, retracted_at=None)
    return shown.select_related("case").first()


def _take_answer(taken: TakenSince, actor: User, now: datetime) -> None:
    if answer := _answer_shown(taken.subject):
        retract_again(case=answer.case, reason=_why(taken), actor=actor, now=now)


def _statement_shown(subject: str) -> CaseStatement | None:
    request, _slash, beside = subject.partition("/")
    case = int(request.rpartition("-")[2])
    return CaseStatement.objects.filter(case=case, beside=beside, withdrawn_at=None).first()


def _take_statement(taken: TakenSince, actor: User, now: datetime) -> None:
    if statement := _statement_shown(taken.subject):
        withdraw_statement_again(statement=statement, reason=_why(taken), actor=actor, now=now)


# Nothing brings back the words that the backup holds: what was released or signed after them are other words.
ANSWERS_TAKEN = TakenKind(
    named_in="answer",
    takes=frozenset({ANSWER_RETRACTED.name}),
    brings=frozenset(),
    stands=lambda subject: _answer_shown(subject) is not None,
    take=_take_answer,
)
STATEMENTS_TAKEN = TakenKind(
    named_in="request",
    also_named_in=("beside",),
    takes=frozenset({CASE_STATEMENT_WITHDRAWN.name}),
    brings=frozenset(),
    stands=lambda subject: _statement_shown(subject) is not None,
    take=_take_statement,
)
