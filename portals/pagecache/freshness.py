"""Until when a page holds by itself: what a view says of its page, and what midnight says of all."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpResponse

from portals.clock import LOCAL_ZONE

# From a view to the page cache only; it never leaves the process.
HEADER = "X-Fresh-Until"


def fresh_until(response: HttpResponse, moment: datetime) -> None:
    """Say that the page changes by itself at `moment`: a pin ends, a consultation closes. The earliest counts."""
    said = float(response.get(HEADER, "inf"))
    response[HEADER] = str(min(said, moment.timestamp()))


def end_of_freshness(began: float, said: float | None) -> float:
    """Return until when a page is shown without asking again whose rendering began at `began`.

    Offices, portals and addresses change with the province's day, so none outlives it.
    """
    day = datetime.fromtimestamp(began, LOCAL_ZONE).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    midnight = (day + timedelta(days=1)).timestamp()
    moments = [began + settings.PORTALS_PAGE_SECONDS, midnight]
    # One that had passed before says nothing about the page; one that passed meanwhile does.
    if said is not None and said > began:
        moments.append(said)
    return min(moments)
