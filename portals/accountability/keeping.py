"""What the clocks know of the calendar, and what a change of it moves."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from portals.calendar.models import CalendarDay

from .models import CalendarNotice


@transaction.atomic
def notice_calendar(*, now: datetime) -> list[date]:
    """Let the clocks know the calendar as it stands at `now`; return the days of which that is news.

    Two queries, three with news.
    """
    known: dict[date, CalendarNotice] = {}
    for notice in CalendarNotice.objects.order_by("known_at"):
        known[notice.day] = notice
    entered = {entry.day: entry for entry in CalendarDay.objects.order_by("day")}
    news = []
    for day in sorted(known.keys() | entered.keys()):
        entry = entered.get(day)
        is_off = entry is not None and entry.kind == CalendarDay.Kind.OFF
        is_worked = entry is not None and entry.kind == CalendarDay.Kind.WORKED
        before = known.get(day)
        if (is_off, is_worked) == ((before.is_off, before.is_worked) if before else (False, False)):
            continue
        name = entry.name if entry else (before.name if before else "")
        news.append(
            CalendarNotice(
                day=day,
                is_off=is_off,
                is_worked=is_worked,
                name=name,
                known_at=now,
            )
        )
    CalendarNotice.objects.bulk_create(news)
    return [notice.day for notice in news]
