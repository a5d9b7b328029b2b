"""Jobs that carry stories, and the clock's rounds that queue them.

A row is the truth, a job a nudge: each may be lost, repeated or killed at any point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django_rq import job

from portals.operations.mending import note_mended

from .dispatches import actions, deadlines
from .dispatches.urgent import end_urgent_ones
from .enums import AT_ONCE, DeliveryState
from .models import Delivery
from .placing.actions import SLICE, place_slice
from .placing.nudging import nudge_dispatch

# Longer than a job waits in a queue that is alive, shorter than standing editors wait for an answer.
STUCK_AFTER = timedelta(seconds=60)


@job("default")
def place_dispatch(dispatch_id: int, size: int = SLICE, **_: Any) -> int:
    """Settle what the dispatch places at once, slice by slice; return how many."""
    settled, count = 0, size
    # A slice that is not full took all that was free; what another worker holds, that one settles.
    while count == size:
        count = place_slice(dispatch_id=dispatch_id, now=timezone.now(), size=size)
        settled += count
    return settled


@job("default")
def start_dispatch(dispatch_id: int, **_: Any) -> int:
    """Send a planned dispatch whose time has come, and place what is placed at once; return how many."""
    if not actions.start_dispatch(dispatch_id=dispatch_id, now=timezone.now()):
        return 0
    return int(place_dispatch(dispatch_id))


@job("default")
def pass_deadline(dispatch_id: int, **_: Any) -> int:
    return deadlines.pass_deadline(dispatch_id=dispatch_id, now=timezone.now())


@job("default")
def repeat_failed(dispatch_id: int, **_: Any) -> int:
    now = timezone.now()
    return deadlines.repeat_failed(
        dispatch_id=dispatch_id, now=now, failed_before=now - deadlines.TRY_EVERY
    )


def sweep_deliveries(*, now: datetime, stuck_after: timedelta = STUCK_AFTER) -> int:
    """Queue anew each dispatch with a delivery that waited too long to be placed at once; return how many."""
    stuck = (
        Delivery.objects.filter(
            state=DeliveryState.WAITING, how__in=AT_ONCE, state_at__lte=now - stuck_after
        )
        .order_by("dispatch_id")
        .values_list("dispatch_id", flat=True)
        .distinct()
    )
    return note_mended("dispatches with stuck deliveries", _queue(nudge_dispatch, stuck))


def sweep() -> int:
    """Queue anew what a killed worker or a lost job left waiting, and what failed; run by the clock."""
    now = timezone.now()
    return sweep_deliveries(now=now) + _queue(
        lambda pk: repeat_failed.delay(dispatch_id=pk), deadlines.dispatches_to_repeat(now)
    )


def carry_out_times() -> int:
    """Queue what is due: planned dispatches, deadlines; and take off the top what is no longer urgent."""
    now = timezone.now()
    return (
        _queue(lambda pk: start_dispatch.delay(dispatch_id=pk), deadlines.dispatches_to_start(now))
        + _queue(lambda pk: pass_deadline.delay(dispatch_id=pk), deadlines.dispatches_due(now))
        + end_urgent_ones(now=now)
    )


def _queue(queue: Callable[[int], object], dispatch_ids: Iterable[int]) -> int:
    count = 0
    for dispatch_id in dispatch_ids:
        queue(dispatch_id)
        count += 1
    return count
