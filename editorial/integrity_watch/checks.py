"""What must hold of the watch itself: that no address is missed. Asked by `doctor`."""

from __future__ import annotations

from django.db.models import Min
from django.db.models.functions import Coalesce
from django.utils import timezone

from portals.operations.checking import Check

from .models import FoundAlteration, WatchedAddress

# A day, and what a round may be late.
MISSED_HOURS = 30
CHANGED_MINUTES = 15

CHECKS = (
    Check(
        "watch.runs",
        "the watch looks for changes every minute",
        """
        SELECT 'last looked for changes: ' || max(changes_at)
        FROM watch_watchstate
        HAVING max(changes_at) < %(now)s - interval '15 minutes'
        """,
    ),
    Check(
        "watch.daily",
        "every public address is looked at once a day",
        f"""
        SELECT 'portal ' || portal_id || ': ' || path FROM watch_watchedaddress
        WHERE coalesce(looked_at, watched_since) < %(now)s - interval '{MISSED_HOURS} hours'
        """,
    ),
    Check(
        "watch.changes",
        "what changed is looked at within minutes",
        f"""
        SELECT 'portal ' || portal_id || ': ' || path FROM watch_watchedaddress
        WHERE is_urgent AND due_at < %(now)s - interval '{CHANGED_MINUTES} minutes'
        """,
    ),
    Check(
        "watch.findings",
        "nothing public is unlike what was published",
        """
        SELECT 'portal ' || portal_id || ': ' || kind || ' ' || place FROM watch_foundalteration
        WHERE ended_at IS NULL
        """,
    ),
)


def oldest_look_seconds() -> float:
    """How long ago the address was looked at that waits longest; 0 where none is under watch."""
    looked = Coalesce("looked_at", "watched_since")
    oldest = WatchedAddress.objects.aggregate(at=Min(looked))["at"]
    return (timezone.now() - oldest).total_seconds() if oldest else 0.0


def open_findings() -> float:
    return float(FoundAlteration.objects.open().count())
