"""What the outbox of the page cache says to monitoring."""

from __future__ import annotations

from django.db.models import Min
from django.utils import timezone

from portals.models import EditionChange


def waiting_changes() -> int:
    return EditionChange.objects.count()


def oldest_change_seconds() -> float:
    """Return the age of the oldest change that the cache has not heard of; 0 where there is none."""
    oldest = EditionChange.objects.aggregate(oldest=Min("made_at"))["oldest"]
    return (timezone.now() - oldest).total_seconds() if oldest else 0
