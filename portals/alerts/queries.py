"""How alerts stand, in numbers: never who follows."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Min
from django.utils import timezone

from .models import AlertMailing, DigestRun, Follow, Subscriber

# A round is a minute, and a whole run of digests some minutes.
LATE_AFTER = timedelta(hours=1)


def waiting_count() -> int:
    return AlertMailing.objects.filter(queued_at=None).count()


def oldest_waiting_seconds() -> float:
    """How long the oldest planned mail waits to be queued, or 0."""
    oldest = AlertMailing.objects.filter(queued_at=None).aggregate(at=Min("written_at"))["at"]
    return max((timezone.now() - oldest).total_seconds(), 0.0) if oldest else 0.0


def suspended_count() -> int:
    return Subscriber.objects.exclude(suspended_at=None).count()


def late_since(now: datetime) -> datetime | None:
    """Since when a run of digests or a mail should have been done, or None."""
    run = DigestRun.objects.filter(ended_at=None).aggregate(at=Min("due_at"))["at"]
    mail = AlertMailing.objects.filter(queued_at=None).aggregate(at=Min("written_at"))["at"]
    waiting = [at for at in (run, mail) if at is not None and at < now - LATE_AFTER]
    return min(waiting, default=None)


def followers_by_portal() -> dict[int, int]:
    """Return how many mailboxes follow something of each portal."""
    follows = Follow.objects.exclude(confirmed_at=None).filter(subscriber__suspended_at=None)
    counted = follows.values("portal").annotate(number=Count("subscriber", distinct=True))
    return dict(counted.values_list("portal", "number"))
