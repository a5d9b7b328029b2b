"""Jobs of the scan. Each may be lost, repeated or killed at any point."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django_rq import job

from portals.clock import LOCAL_ZONE, local_date

from .models import ScanRound
from .scan import scan_everything, scan_page

# When offices sleep and visitors are fewest.
FROM_HOUR, TO_HOUR = 1, 6
# 500,000 texts at two milliseconds each, twice over.
LONGEST_SCAN = 3 * 3600


def ensure_round() -> bool:
    """See to it that tonight's scan runs; by the clock. Return whether it was queued."""
    now = timezone.now()
    if not FROM_HOUR <= now.astimezone(LOCAL_ZONE).hour < TO_HOUR:
        return False
    if ScanRound.objects.filter(day=local_date(now), finished_at__isnull=False).exists():
        return False
    scan_tonight.delay()
    return True


@job("bulk", timeout=LONGEST_SCAN)
def scan_tonight(**_: Any) -> None:
    scan_everything(now=timezone.now())


@job("default")
def scan_what_was_published(page_id: int, **_: Any) -> int:
    return len(scan_page(page_id=page_id, now=timezone.now()))
