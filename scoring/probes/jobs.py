"""What probes do by the clock. Each job asks the database what is due, and is safe to run twice."""

from __future__ import annotations

from django.utils import timezone

from .checking import check_targets
from .files import read_files
from .gathering import gather_links, watch_fronts

MOST_PAGES = 1_000


def gather_what_is_new() -> int:
    """Read the links of pages that were published since, and watch the portals that were opened since."""
    now = timezone.now()
    watch_fronts(now=now)
    return gather_links(now=now, limit=MOST_PAGES)


def check_what_is_due() -> int:
    return check_targets(now=timezone.now())


def read_new_files() -> int:
    return read_files(now=timezone.now())
