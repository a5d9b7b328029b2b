"""Jobs of the counts, run by the clock."""

from django.utils import timezone

from .actions import write_down
from .keeping import keep_months


def write_down_views() -> int:
    return write_down(now=timezone.now())


def keep_months_of_old_days() -> int:
    return keep_months(now=timezone.now())
