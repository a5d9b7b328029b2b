"""What scoring does by the clock. Each job asks the database what is due, and is safe to run twice."""

from __future__ import annotations

from django.utils import timezone

from .content.gathering import read_stories
from .course.actions import (
    adopt_closed_rounds,
    move_on_by_clock,
    open_proceedings,
    pass_on_what_closed,
)
from .enums import RoundState
from .forecast.actions import look_ahead
from .models import Round
from .rounds.actions import score_what_is_due

# One round reads so many stories at most; the next one goes on.
MOST = 1_000


def read_what_is_new() -> int:
    """Read published texts that nobody read yet."""
    return read_stories(now=timezone.now(), limit=MOST)


def score_the_month() -> bool:
    """Freeze and score the month that is over, once; five minutes past midnight is early enough."""
    return score_what_is_due(now=timezone.now())


def forecast_the_month() -> int:
    """Say of every portal what the running month would give if it ended now."""
    return look_ahead(now=timezone.now())


def move_rounds_on() -> int:
    """Begin the course of months that are frozen, and take the steps that nobody took in time."""
    now = timezone.now()
    adopt_closed_rounds(now=now)
    for round_ in Round.objects.filter(state=RoundState.OPEN).order_by("month"):
        open_proceedings(round_=round_, now=now)
    pass_on_what_closed(now=now)
    return move_on_by_clock(now=now)
