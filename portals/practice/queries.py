"""How old the clone is, as the real install knows it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from .enums import CloneState
from .models import PracticeClone

# A night that was missed is told in the morning.
OLD_AFTER_HOURS = 36


def newest_clone() -> PracticeClone | None:
    """The last one that became ready. One query."""
    return PracticeClone.objects.filter(state=CloneState.READY).order_by("-ended_at").first()


def is_overdue(*, now: datetime | None = None) -> bool:
    """Whether there is a practice install beside this one, and its clone is too old or was never made."""
    if not settings.PORTALS_PRACTICE_URL:
        return False
    newest = newest_clone()
    now = now or timezone.now()
    return (
        newest is None
        or newest.ended_at is None
        or now - newest.ended_at > timedelta(hours=OLD_AFTER_HOURS)
    )
