"""Making dossiers: by whoever orders one, and by the clock where the queue was away."""

from __future__ import annotations

from django.utils import timezone, translation
from django_rq import job

from .orders import make_dossier, remove_old_files, waiting_orders

# A month of all portals, with a page of paper each.
LONGEST = 1800


@job("bulk", timeout=LONGEST)
def make_ordered(order_id: int) -> None:
    with translation.override("vi"):
        make_dossier(order_id=order_id, now=timezone.now())


def make_what_waits() -> int:
    """Queue the dossiers that wait, and take old files away; return how many wait."""
    waiting = waiting_orders()
    for order_id in waiting:
        make_ordered.delay(order_id)
    remove_old_files(now=timezone.now())
    return len(waiting)
