"""The nights on which the demo's install looked for what strangers plant, and found nothing."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from editorial.content_scan.models import ScanRound
from editorial.models import Placement
from portals.clock import LOCAL_ZONE, local_date

# The months that are scored lie within.
NIGHTS = 125
BEGUN, TOOK = time(1, 0), timedelta(minutes=40)


def scan_by_night(*, now: datetime) -> None:
    """Note a finished round for each night up to the last one. What is published is looked at by the import itself.

    Tonight's too, once it would be over: a demo that is written in the small hours would scan for minutes.
    """
    texts = Placement.objects.standing().count()
    nights = []
    for ago in range(NIGHTS + 1):
        day = local_date(now) - timedelta(days=ago)
        begun_at = datetime.combine(day, BEGUN, LOCAL_ZONE)
        if begun_at + TOOK > now:
            continue
        nights.append(
            ScanRound(day=day, begun_at=begun_at, finished_at=begun_at + TOOK, texts=texts)
        )
    ScanRound.objects.bulk_create(nights)
