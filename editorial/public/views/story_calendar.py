"""What a story announces, as a calendar file (RFC 5545): a meeting, a power cut, a day of vaccination."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from editorial.kinds.registry import kind_of
from editorial.models import Placement, StoryPage
from editorial.public.queries.origins import origin_placement
from portals.addresses import main_origin
from portals.requests import PublicRequest

from .errors import not_found
from .story import behind_story, story_address

# A calendar wants an end; where none is said, it keeps this long free.
ASSUMED_LENGTH = timedelta(hours=1)


@require_safe
def story_calendar(request: PublicRequest, section: str, slug: str, story_id: str) -> HttpResponse:
    """Answer as the story's own address does; 404 for a story that announces nothing at a time."""
    stands = behind_story(request, story_id, ending=".ics")
    if isinstance(stands, HttpResponse):
        return stands
    placement, page = stands
    if page.event_at is None:
        return not_found(request)
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Lien Cong//Thong bao//VI")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_event(page, placement, page.event_at))
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{page.slug}.ics")
    return response


def _event(page: StoryPage, placement: Placement, begins: datetime) -> Event:
    """The event is one and the same on every portal that carries the story: it has the address of the first."""
    kind = kind_of(page)
    origin = origin_placement(page.pk) or placement
    ends = getattr(page, kind.ends) if kind.ends else None
    event = Event()
    event.add("uid", f"{page.pk}@{main_origin(origin.portal).partition('//')[2]}")
    # Not the moment of the answer: the same text is the same file.
    event.add(
        "dtstamp",
        (page.last_published_at or placement.placed_at).astimezone(UTC).replace(microsecond=0),
    )
    event.add("summary", page.title)
    event.add("description", page.lead)
    event.add("url", story_address(origin))
    if place := getattr(page, kind.place, "") if kind.place else "":
        event.add("location", place)
    event.add("dtstart", begins.astimezone(UTC))
    event.add(
        "dtend", (ends if ends and ends > begins else begins + ASSUMED_LENGTH).astimezone(UTC)
    )
    return event
