"""The days a story of the demo speaks of: sessions, visits and deadlines fall on days on which offices work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from editorial.models import NoticePage
from portals.calendar.working_days import ONE_DAY, WorkingCalendar

from .catalogue import On, Topic

SUNDAY = 6
# News of a Sunday is not told after Tuesday.
LATEST_OF_SUNDAY = 2
# From this day on boards report on the month itself, before on the last one.
MONTH_IS_KNOWN = 25


@dataclass(frozen=True)
class Dates:
    """When it happened, what is announced for later, and the first day of the month on which is reported."""

    happened: date
    soon: date
    later: date
    reported: date


def dates_for(topic: Topic, day: date, calendar: WorkingCalendar, random: Random) -> Dates | None:
    """Return the days for a story published on `day`; None where its topic does not fall on one so near."""
    happened = _happened(topic, day, calendar, random)
    if happened is None:
        return None
    soon = happened + timedelta(days=topic.days_ahead or random.randint(4, 9))
    if topic.weekday is not None:
        soon += timedelta(days=(topic.weekday - soon.weekday()) % 7)
    if topic.on == On.WORKING:
        soon = _worked(soon, calendar)
    later = _worked(soon + timedelta(days=random.randint(2, 6)), calendar)
    return Dates(happened, soon, later, _reported(happened))


def _happened(topic: Topic, day: date, calendar: WorkingCalendar, random: Random) -> date | None:
    if topic.kind == NoticePage.story_kind:
        # It counts its days from the day on which it is given.
        return day
    if topic.on == On.SUNDAY:
        late = (day.weekday() - SUNDAY) % 7
        return day - timedelta(days=late) if late <= LATEST_OF_SUNDAY else None
    happened = day - timedelta(days=random.randint(0, 1))
    while happened in calendar.off or (
        topic.on == On.WORKING and not calendar.is_working_day(happened)
    ):
        happened -= ONE_DAY
    return happened


def _worked(day: date, calendar: WorkingCalendar) -> date:
    """Return `day`, or the next one on which offices work."""
    while not calendar.is_working_day(day):
        day += ONE_DAY
    return day


def _reported(day: date) -> date:
    this_month = day.replace(day=1)
    return this_month if day.day >= MONTH_IS_KNOWN else (this_month - ONE_DAY).replace(day=1)
