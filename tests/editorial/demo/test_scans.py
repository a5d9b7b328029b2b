"""The demo's nights of looking are those that are over, the running one among them once it would be."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from editorial.content_scan.models import ScanRound
from editorial.demo.scans import NIGHTS, scan_by_night
from portals.clock import LOCAL_ZONE

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("hour", "minute", "last"), [(1, 39, 26), (1, 40, 27), (4, 0, 27), (0, 10, 26)]
)
def test_the_last_night_is_the_last_that_is_over(hour: int, minute: int, last: int) -> None:
    scan_by_night(now=datetime(2026, 11, 27, hour, minute, tzinfo=LOCAL_ZONE))
    newest = ScanRound.objects.latest("day")
    assert newest.day == date(2026, 11, last)
    assert newest.finished_at is not None
    assert ScanRound.objects.count() == NIGHTS + (last == 27)
