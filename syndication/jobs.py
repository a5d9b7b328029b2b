"""Jobs that carry stories.

A row is the truth, a job a nudge: each may be lost, repeated or killed at any point.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django_rq import job

from .actions.placing import SLICE, place_slice
from .enums import AT_ONCE, DeliveryState
from .models import Delivery

# Longer than a job waits in a queue that is alive, shorter than a desk waits for an answer.
STUCK_AFTER = timedelta(seconds=60)


@job("default")  # type: ignore[untyped-decorator]  # django-rq has no types
def place_dispatch(dispatch_id: int, size: int = SLICE, **_: Any) -> int:
    """Settle the waiting deliveries of the dispatch, slice by slice; return how many."""
    settled, count = 0, size
    # A slice that is not full took all that was free; what another worker holds, that one settles.
    while count == size:
        count = place_slice(dispatch_id=dispatch_id, now=timezone.now(), size=size)
        settled += count
    return settled


def nudge_dispatch(dispatch_id: int) -> None:
    place_dispatch.delay(dispatch_id=dispatch_id)


def sweep_deliveries(*, now: datetime, stuck_after: timedelta = STUCK_AFTER) -> int:
    """Queue anew each dispatch with a delivery that waited too long; return how many."""
    stuck = (
        Delivery.objects.filter(
            state=DeliveryState.WAITING, how__in=AT_ONCE, state_at__lte=now - stuck_after
        )
        .order_by("dispatch_id")
        .values_list("dispatch_id", flat=True)
        .distinct()
    )
    count = 0
    for dispatch_id in stuck:
        nudge_dispatch(dispatch_id)
        count += 1
    return count


def sweep() -> int:
    """Queue anew what a killed worker or a lost job left waiting; run by the clock."""
    return sweep_deliveries(now=timezone.now())
