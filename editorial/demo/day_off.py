"""A Monday that is off in exchange for a Saturday, announced while requests run: made up, and said to be.

Real holidays lie as they lie, and in some months none would stand in the clock of what runs.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from portals.accountability.keeping import notice_calendar
from portals.accountability.redating import redate_after_news
from portals.boards.models import User
from portals.calendar.actions import set_day
from portals.calendar.models import CalendarDay
from portals.calendar.working_days import load_calendar
from portals.clock import local_date

NAME = "Nghỉ hoán đổi (ngày dựng cho bản minh họa)"
WORKED_NAME = "Làm bù (ngày dựng cho bản minh họa)"
# Between what was asked days ago and is not due yet; the Saturday comes after all of that is due.
LEAST_AHEAD, TO_THE_SATURDAY = 2, timedelta(days=12)
_WEEK, _MONDAY = timedelta(days=7), 0


def announce_day_off(*, actor: User, now: datetime) -> int:
    """Enter both days as provisional, and count what runs anew; return how many days moved.

    `actor` keeps the calendar. A Monday that is off already is passed over.
    """
    day = _monday_after(local_date(now) + timedelta(days=LEAST_AHEAD))
    days = (
        (day, CalendarDay.Kind.OFF, NAME),
        (day + TO_THE_SATURDAY, CalendarDay.Kind.WORKED, WORKED_NAME),
    )
    for at, kind, name in days:
        set_day(
            day=at, kind=kind, name=name, decision="", is_provisional=True, actor=actor, now=now
        )
    notice_calendar(now=now)
    return redate_after_news(now=now)


def _monday_after(first: date) -> date:
    calendar = load_calendar()
    day = first + timedelta(days=(_MONDAY - first.weekday()) % 7)
    while not calendar.is_working_day(day):
        day += _WEEK
    return day
