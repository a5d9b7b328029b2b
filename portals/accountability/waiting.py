"""What of a board's requests waits for whom: the inbox tells of it, and the queue shows the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from portals.boards.enums import EDITORS
from portals.boards.models import BoardMember, User
from portals.clock import local_date

from .enums import CaseKind, DraftState
from .models import AnswerDraft


def to_take_up[Cases: QuerySet[Any]](running: Cases) -> Cases:
    """Return those of some running requests that nobody took up yet."""
    return running.filter(triaged_at=None)


def to_answer[Cases: QuerySet[Any]](running: Cases, user: User, now: datetime) -> Cases:
    """Return those of some running requests whose answer waits for a person.

    They were given to them, or nobody has them, or who had them left the board; no answer waits for approval, and the
    citizen was not asked. Comments on a draft are answered together (`late.late_cases`).
    """
    submitted = AnswerDraft.objects.filter(case=OuterRef("pk"), state=DraftState.SUBMITTED)
    officer = BoardMember.objects.holding(EDITORS, local_date(now)).filter(
        user=OuterRef("assigned_to"), board__portal=OuterRef("portal")
    )
    return (
        running.filter(Q(assigned_to=user) | ~Exists(officer))
        .filter(~Exists(submitted), triaged_at__isnull=False, due_at__isnull=False)
        .exclude(kind=CaseKind.COMMENT)
    )
