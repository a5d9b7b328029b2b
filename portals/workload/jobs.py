"""Jobs of the workload, run by the clock."""

from datetime import timedelta

from django.utils import timezone

from portals.clock import local_date

from .counting import count_deeds


def count_last_week() -> int:
    """Count the deeds of the last whole week, once."""
    today = local_date(timezone.now())
    return count_deeds(monday=today - timedelta(days=today.weekday() + 7))
