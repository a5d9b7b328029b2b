"""The leaders' weeks as a calendar that programs subscribe to (RFC 5545). The page cache gives it its ETag."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from editorial.schedules.queries import ShownAppointment, WithdrawnRow, weeks_of_calendar
from portals.calendar.weekdays import monday_of
from portals.clock import LOCAL_ZONE, local_date
from portals.models import Portal
from portals.requests import PublicRequest

A_DAY = timedelta(days=1)


@require_safe
def schedule_calendar(request: PublicRequest) -> HttpResponse:
    """Answer with four weeks back and all that are published from then on. Three queries.

    What was cancelled or withdrawn stays in it as cancelled, so that calendars take it out; of what was withdrawn no
    word is told.
    """
    calendar = _calendar(request.portal)
    for week in weeks_of_calendar(request.portal, monday_of(local_date(timezone.now()))):
        for row in week.rows:
            calendar.add_component(_event(row))
        for gone in week.withdrawn:
            calendar.add_component(_withdrawn(gone))
    return HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")


def _calendar(portal: Portal) -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Lien Cong//Lich lam viec//VI")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Leaders' schedule, %(portal)s") % {"portal": portal.name})
    calendar.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    return calendar


def _event(row: ShownAppointment) -> Event:
    event = _begun(row.uid, row.sequence, row.changed_at)
    event.add("summary", f"{row.leader}: {row.content}")
    if row.place:
        event.add("location", row.place)
    if row.participants:
        event.add("description", row.participants)
    if row.begins is None:
        event.add("dtstart", row.day)
        event.add("dtend", row.day + A_DAY)
    else:
        event.add("dtstart", datetime.combine(row.day, row.begins, LOCAL_ZONE).astimezone(UTC))
        if row.ends is not None:
            event.add("dtend", datetime.combine(row.day, row.ends, LOCAL_ZONE).astimezone(UTC))
    event.add("status", "CANCELLED" if row.is_cancelled else "CONFIRMED")
    return event


def _withdrawn(row: WithdrawnRow) -> Event:
    event = _begun(row.uid, row.sequence, row.at)
    event.add("summary", _("Withdrawn from the public schedule"))
    event.add("dtstart", row.day)
    event.add("dtend", row.day + A_DAY)
    event.add("status", "CANCELLED")
    return event


def _begun(uid: str, sequence: int, at: datetime) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    # Not the moment of the answer: the same state is the same file.
    event.add("dtstamp", at.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", at.astimezone(UTC).replace(microsecond=0))
    return event
