"""How alerts stand, in numbers: never who follows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from portals.clock import LOCAL_ZONE

from .enums import AlertFrequency
from .models import AlertMailing, Departure, DigestRun, Follow, FollowerTally, Subscriber

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portals.models import Portal

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


@dataclass(frozen=True, slots=True)
class FollowedCount:
    """How many mailboxes follow one thing, at each frequency."""

    about: str
    name: str
    number: int
    at_once: int
    daily: int
    weekly: int


def follower_count(portal: Portal) -> int:
    """How many mailboxes follow something of a portal."""
    return _mailed_follows(portal).aggregate(number=Count("subscriber", distinct=True))["number"]


def followed_counts(portal: Portal) -> list[FollowedCount]:
    """Return what of a portal is followed, what most follow first. One query."""
    counted = (
        _mailed_follows(portal)
        .values("about")
        .annotate(
            called=Max("name"),
            number=Count("pk"),
            **{value: Count("pk", filter=Q(frequency=value)) for value in AlertFrequency.values},
        )
    )
    columns = ("about", "called", "number", *AlertFrequency.values)
    rows = counted.order_by("-number", "called").values_list(*columns)
    return [FollowedCount(*row) for row in rows]


def _mailed_follows(portal: Portal) -> QuerySet[Follow]:
    return Follow.objects.filter(portal=portal, subscriber__suspended_at=None).exclude(
        confirmed_at=None
    )


def followers_by_month(portal: Portal, *, since: date) -> dict[date, int]:
    """Return by the first of each month how many followed at its last count. One query."""
    tallies = FollowerTally.objects.filter(portal=portal, month__gte=since)
    return dict(tallies.values_list("month", "followers"))


def departures_by_month(portal: Portal, *, since: date) -> dict[date, dict[str, int]]:
    """Return by the first of each month how many left, by their reasons. One query."""
    left = Departure.objects.filter(
        portal=portal, left_at__gte=datetime.combine(since, time.min, tzinfo=LOCAL_ZONE)
    )
    months = left.values_list(TruncMonth("left_at", tzinfo=LOCAL_ZONE), "reason")
    found: dict[date, dict[str, int]] = defaultdict(dict)
    for month, reason, number in months.annotate(number=Count("pk")):
        found[month.date()][reason] = number
    return found
