"""The days of reception as a calendar that programs subscribe to (RFC 5545). The page cache gives it its ETag."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from editorial.public.views.errors import not_found
from portals.clock import LOCAL_ZONE, local_date
from portals.requests import PublicRequest

from .days import A_DAY
from .public import ShownReceptions, receptions_of
from .reading import ShownDay


@require_safe
def reception_calendar(request: PublicRequest) -> HttpResponse:
    """Answer with the days to come; a cancelled one stays in it as cancelled. 404 where no days were set."""
    found = receptions_of(request.portal, local_date(timezone.now()))
    if found is None:
        return not_found(request)
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Lien Cong//Tiep cong dan//VI")
    calendar.add("method", "PUBLISH")
    title = _("Citizen reception, %(portal)s") % {"portal": request.portal.name}
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    for day in found.coming:
        calendar.add_component(_event(day, found, request.get_host()))
    return HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")


def _event(day: ShownDay, found: ShownReceptions, host: str) -> Event:
    event = Event()
    event.add("uid", f"{day.key}@{host}")
    # Not the moment of the answer: the same state is the same file.
    event.add("dtstamp", found.office.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("summary", _("Citizen reception: %(post)s") % {"post": day.post})
    event.add("location", found.office.place)
    if day.move_words:
        event.add("description", day.move_words)
    if day.opens is None or day.closes is None:
        event.add("dtstart", day.on)
        event.add("dtend", day.on + A_DAY)
    else:
        for name, hour in (("dtstart", day.opens), ("dtend", day.closes)):
            event.add(name, datetime.combine(day.on, hour, LOCAL_ZONE).astimezone(UTC))
    event.add("status", "CANCELLED" if day.is_cancelled else "CONFIRMED")
    return event
