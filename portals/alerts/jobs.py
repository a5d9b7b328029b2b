"""Jobs of alerts. Each asks the database what is due, so it may be killed, repeated, and run twice at once."""

from __future__ import annotations

import time

from django.utils import timezone

from .actions import forget_unconfirmed, tally_followers
from .mails import letter_writer
from .noting import forget_old
from .planning import ensure_digests, plan_alert_digests, plan_at_once, plan_gone, plan_urgent
from .queueing import queue_slice, urgent_mails_wait

# A round ends well before the job's time does; what is left waits for the next, a minute later.
ROUND_SECONDS = 100.0


def write_alerts() -> int:
    """Write and queue what is due: what is urgent, the rest at once, the day's and the week's; by the clock."""
    return write_due(seconds=ROUND_SECONDS)


def write_due(*, seconds: float) -> int:
    """Return how many mails were queued, or dropped as of no use, until nothing is due or the time is over."""
    ends = time.monotonic() + seconds
    queued = 0
    plan_gone(now=timezone.now())
    ensure_digests(now=timezone.now())
    write = letter_writer()
    while time.monotonic() < ends:
        # What is urgent interrupts the mails of a day, and nothing else is planned until its last mail is queued.
        planned = plan_urgent(now=timezone.now())
        if not urgent_mails_wait():
            planned += plan_at_once(now=timezone.now())
        slice_ = queue_slice(now=timezone.now(), write=write)
        queued += slice_
        if not slice_ and not planned and not plan_alert_digests(now=timezone.now()):
            break
    return queued


def forget_alerts() -> int:
    """Delete what nobody confirmed, and what is of no use any more, and count who follows; by the clock."""
    now = timezone.now()
    tally_followers(now=now)
    return forget_unconfirmed(now=now) + forget_old(now=now)
