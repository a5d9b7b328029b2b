"""By when a recording must have its text (Circular 39/2020; house rule, two working days). Not checked by a jurist."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from editorial.enums import PlacementRole
from editorial.models import Placement
from editorial.models.moved import MOVED
from portals.calendar.working_days import WorkingCalendar, add_working_days

if TYPE_CHECKING:
    from .models import BroadcastPage

WORKING_DAYS = 2
# How a bulletin's own placement came, where it was taken over from an archive: the rule asks for no text of those.
TAKEN_OVER = Placement.objects.filter(role=PlacementRole.ORIGIN, via=MOVED)
# Of a query of bulletins.
WAS_IMPORTED = Exists(TAKEN_OVER.filter(story=OuterRef("pk")))


def was_imported(page: BroadcastPage) -> bool:
    """Whether it came from an archive, so that no text of it is due. One query."""
    return TAKEN_OVER.filter(story=page.pk).exists()


def text_due_at(published_at: datetime, calendar: WorkingCalendar | None = None) -> datetime:
    """Return the last instant at which the text of what was published then may be missing.

    Two queries without a `calendar`.
    """
    if calendar is not None:
        return calendar.add_working_days(published_at, WORKING_DAYS)
    return add_working_days(published_at, WORKING_DAYS)
