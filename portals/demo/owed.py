"""What the portals of the demo owe: asked as by an install of some age, whose boards did what fell due long ago."""

from __future__ import annotations

from datetime import datetime, timedelta

from portals.boards.models import User
from portals.duties.actions import load_duties
from portals.duties.keeping import keep_duties
from portals.duties.loading import SHIPPED
from portals.duties.models import Obligation
from portals.duties.queries import UNMET
from portals.duties.spans import Span
from portals.duties.words import period_words

# Before the months that the demo tells of and scores.
LONG_AGO = timedelta(days=130)


def say_what_is_owed(*, actor: User, now: datetime) -> None:
    """Load the list, and ask as it was asked over the last months: boards were heard of what fell due before."""
    load_duties(text=SHIPPED.read_text(encoding="utf-8"), actor=actor, now=now)
    for days in (105, 70, 35, 0):
        keep_duties(now=now - timedelta(days=days))
    _settle(now)


def _settle(now: datetime) -> None:
    """Note of what fell due long ago that it stood there by its day and for as long as it had to."""
    old = Obligation.objects.filter(UNMET, due_at__lt=now - LONG_AGO).select_related("duty")
    settled = [one for one in old if one.due_at + timedelta(days=one.duty.kept_days) < now]
    for one in settled:
        one.met_at = one.due_at - timedelta(days=1)
        span = Span(one.starts_on, one.ends_on)
        one.met_by = f"{one.duty.title}, {period_words(one.duty.frequency, span, one.event_title)}"
    Obligation.objects.bulk_update(settled, ["met_at", "met_by"], batch_size=1_000)
