"""Answers that a newer ledger took out of public view, on a copy restored from a backup of before."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from portals.backups.newer_ledger import TakenKind, TakenSince
from portals.boards.models import User

from .kinds import ANSWER, ANSWER_RETRACTED
from .models import ReleasedAnswer
from .releasing import take_away


def _key(subject: str) -> int:
    return int(subject.rpartition("-")[2])


def _still_shown(subject: str) -> bool:
    return ReleasedAnswer.objects.filter(pk=_key(subject), retracted_at=None).exists()


def _take(taken: TakenSince, _actor: User, now: datetime) -> None:
    answer = ReleasedAnswer.objects.select_related("case").get(pk=_key(taken.subject))
    # The ledger holds no word of why: it might name a person.
    reason = _("Taken out of public view before the install was restored from a backup.")
    take_away(answer.case, now, taken.reason or reason)


ANSWERS_TAKEN = TakenKind(
    named_in="answer",
    takes=frozenset({ANSWER_RETRACTED.name}),
    brings=frozenset({ANSWER.name}),
    stands=_still_shown,
    take=_take,
)
