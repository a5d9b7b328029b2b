"""What scoring does by the clock. Each job asks the database what is due, and is safe to run twice."""

from __future__ import annotations

from django.utils import timezone

from .content.gathering import read_stories
from .rounds.actions import score_what_is_due

# One round reads so many stories at most; the next one goes on.
MOST = 1_000


def read_what_is_new() -> int:
    """Read published texts that nobody read yet."""
    return read_stories(now=timezone.now(), limit=MOST)


def score_the_month() -> bool:
    """Score the month that is over, once; five minutes past midnight is early enough."""
    return score_what_is_due(now=timezone.now())
