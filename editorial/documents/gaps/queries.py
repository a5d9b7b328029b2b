"""Missing numbers of a portal: all for its board, and for citizens those that they are told of."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.db.models import Min, Q
from django.urls import reverse

from editorial.models import NumberGap
from portals.calendar.working_days import load_calendar
from portals.clock import LOCAL_ZONE

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portals.models import Portal

# Law on Access to Information, article 18: what no other law dates is public within five working days.
DAYS_OF_LAW = 5
# A page of more is no page any more; the board sees how many there are.
MOST_SHOWN = 300


def open_gaps(portal: Portal) -> QuerySet[NumberGap]:
    return NumberGap.objects.filter(portal=portal, closed_at=None).order_by(
        "issuer_key", "series", "-is_normative", "serial"
    )


def public_gaps(portal: Portal, now: datetime) -> QuerySet[NumberGap]:
    """Those that the board has answered, and those for which its time is over."""
    return open_gaps(portal).filter(~Q(answer="") | Q(public_from__lt=now))


def next_public(portal: Portal, now: datetime) -> datetime | None:
    """When a further one is shown to citizens by itself. One query."""
    waiting = open_gaps(portal).filter(answer="", public_from__gte=now).order_by()
    return waiting.aggregate(first=Min("public_from"))["first"]


def with_days_of_law(gaps: list[NumberGap]) -> list[NumberGap]:
    """Give each gap the last day that the law leaves for it, as `law_due_on`. Two queries."""
    calendar = load_calendar()
    for gap in gaps:
        known_at = datetime.combine(gap.known_on, time(12), LOCAL_ZONE)
        vars(gap)["law_due_on"] = calendar.add_working_days(known_at, DAYS_OF_LAW).date()
    return gaps


def gaps_path() -> str:
    """Return the address of the page for citizens, on every portal."""
    return reverse("missing_numbers", urlconf="portals.urls.public")
