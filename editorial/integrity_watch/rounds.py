"""One round of the watch, once a minute: what is due beside the addresses, then addresses while there is time."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import structlog
from django.utils import timezone

from .actions import end_at_forgotten_addresses
from .grounds import compare_placements
from .known_states import compare_states
from .models import WatchState
from .planning import list_all, list_changes, state_of_watch
from .stores import compare_store
from .walking import SLICE, SliceDone, look_at_slice

logger = structlog.get_logger(__name__)

LIST_EVERY = timedelta(hours=1)
STATES_EVERY = timedelta(minutes=4)
STORE_EVERY = timedelta(hours=12)
# A round gives its worker back after this long; the clock's next one goes on.
PATIENCE_SECONDS = 45
# Addresses a second of those that only have their turn: 400,000 in a day, where the front keeps up.
PACE = 8.0
# Visitors come first: a front that takes so long for an answer is left alone until the next round.
SLOW_SECONDS = 1.5


def look_round(*, patience: float = PATIENCE_SECONDS) -> int:
    """Do what is due, and return how many addresses were looked at. Safe to run twice at once."""
    give_up_at = time.monotonic() + patience
    prepare(now=timezone.now())
    count = 0
    while (left := give_up_at - time.monotonic()) > 0:
        begun = time.monotonic()
        done = look_at_slice(now=timezone.now(), only_urgent=True)
        paced = not done.looked
        if paced:
            done = look_at_slice(now=timezone.now(), most=min(SLICE, max(1, int(left * PACE))))
        count += done.looked
        if not done.looked or _is_burdened(done):
            break
        if paced:
            rest = done.looked / PACE - (time.monotonic() - begun)
            time.sleep(max(0.0, min(rest, give_up_at - time.monotonic())))
    return count


def prepare(*, now: datetime) -> None:
    """Bring the list up to date, and compare what has no address, each as often as it is due."""
    state = state_of_watch(now=now)
    if _is_due(state.planned_at, LIST_EVERY, now):
        list_all(now=now)
        end_at_forgotten_addresses(now=now)
        _note(state, "planned_at", now)
    list_changes(state=state, now=now)
    if _is_due(state.states_at, STATES_EVERY, now):
        compare_states(now=now)
        compare_placements(state=state, now=now)
        _note(state, "states_at", now)
    if _is_due(state.stores_at, STORE_EVERY, now):
        compare_store(now=now)
        _note(state, "stores_at", now)


def _is_due(at: datetime | None, every: timedelta, now: datetime) -> bool:
    return at is None or at <= now - every


def _note(state: WatchState, name: str, now: datetime) -> None:
    WatchState.objects.filter(pk=state.pk).update(**{name: now})


def _is_burdened(done: SliceDone) -> bool:
    """Whether the front is down or slow, which is another alarm's matter; what was asked for waits for its rest."""
    burdened = done.failed == done.looked or done.seconds > SLOW_SECONDS
    if burdened:
        logger.warning("integrity_watch.front_slow", failed=done.failed, seconds=done.seconds)
    return burdened
