"""The sign of life that each queue gives once a minute: a job that went through the clock, the queue and a worker."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from portals.models import Tick

EVERY_SECONDS = 60
# Longer than a queue is silent while all is well. One that does long work is heard of in between: a night's scan takes
# three hours.
SILENT_AFTER = timedelta(minutes=5)
SILENT_AFTER_LONG_WORK = {
    "routine": timedelta(minutes=20),
    "proof": timedelta(minutes=20),
    "watch": timedelta(minutes=20),
    "sound": timedelta(minutes=30),
    "bulk": timedelta(hours=4),
}


def tick(of: str) -> None:
    """The job: note that a worker of the queue `of` is at work."""
    Tick.objects.update_or_create(queue=of, defaults={"at": timezone.now()})


def ages(*, now: datetime) -> dict[str, timedelta | None]:
    """How long ago each queue gave a sign of life; None for one that never did. One query."""
    seen = dict(Tick.objects.values_list("queue", "at"))
    return {name: now - seen[name] if name in seen else None for name in settings.RQ_QUEUES}


def silent(*, now: datetime) -> list[str]:
    """The queues that were not heard of for too long: their workers are dead, or the clock is, or the queue."""
    return [
        name
        for name, age in ages(now=now).items()
        if age is None or age > SILENT_AFTER_LONG_WORK.get(name, SILENT_AFTER)
    ]
