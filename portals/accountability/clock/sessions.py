"""The sessions of an office's day, and the working minutes in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from portals.calendar.working_days import ONE_DAY, WorkingCalendar
from portals.clock import LOCAL_ZONE

MINUTES_A_DAY = 480
type OfficeSession = tuple[time, time]


def local_minute(moment: datetime) -> datetime:
    """Return an aware moment as the clock takes it: local, naive, its seconds cut off."""
    return moment.astimezone(LOCAL_ZONE).replace(second=0, microsecond=0, tzinfo=None)


def moment_of(minute: datetime) -> datetime:
    """Return a moment of the clock as the aware one that it is."""
    return minute.replace(tzinfo=LOCAL_ZONE)


@dataclass(frozen=True, slots=True)
class OfficeDay:
    """When an office works on a working day: sessions in their order that add up to eight hours.

    An office's own hours change the time of day at which something is due, never the day. ValueError for sessions
    that overlap, or that are longer or shorter together.
    """

    sessions: tuple[OfficeSession, ...] = ((time(7, 30), time(11, 30)), (time(13), time(17)))

    def __post_init__(self) -> None:
        ends = [moment for session in self.sessions for moment in session]
        if any(later < earlier for earlier, later in pairwise(ends)):
            raise ValueError("The sessions of an office's day overlap")
        if sum(_length(session) for session in self.sessions) != MINUTES_A_DAY:
            raise ValueError("An office's day has eight hours")

    @property
    def close(self) -> time:
        return self.sessions[-1][1]

    def minutes_over(self, moment: time) -> int:
        """Return how many working minutes of a day are over at a time of it, 0 to 480."""
        return sum(
            _length((begins, max(begins, min(moment, ends)))) for begins, ends in self.sessions
        )

    def end_of(self, minute: int) -> time:
        """Return when the `minute`-th working minute ends, of 1 to 480: always in a session or at its end."""
        left = minute
        for begins, ends in self.sessions:
            if left <= _length((begins, ends)):
                return (datetime.combine(date.min, begins) + timedelta(minutes=left)).time()
            left -= _length((begins, ends))
        raise ValueError(minute)


@dataclass(frozen=True, order=True, slots=True)
class Point:
    """So many minutes of a working day. As a position they are over; as a due moment the last of them ends it."""

    day: date
    minutes: int

    def at(self, office: OfficeDay) -> datetime:
        """Return the moment at which the last of the minutes ends at this office."""
        return datetime.combine(self.day, office.end_of(self.minutes))


def position(moment: datetime, office: OfficeDay, calendar: WorkingCalendar) -> Point:
    """Return where a moment lies in working time. A day off, or one that is over, is the start of the next."""
    day = moment.date()
    if calendar.is_working_day(day):
        over = office.minutes_over(moment.time())
        if over < MINUTES_A_DAY:
            return Point(day, over)
    return Point(following(day, 1, calendar), 0)


def following(day: date, number: int, calendar: WorkingCalendar) -> date:
    """Return the `number`-th working day after `day`; with 0 `day` itself."""
    while number > 0:
        day += ONE_DAY
        number -= calendar.is_working_day(day)
    return day


def minutes_between(start: Point, due: Point, calendar: WorkingCalendar) -> int:
    days = calendar.working_days_between(start.day, due.day)
    return days * MINUTES_A_DAY + due.minutes - start.minutes


def minutes_later(start: Point, minutes: int, calendar: WorkingCalendar) -> Point:
    """Return the end of the `minutes`-th working minute after `start`; `minutes` is 1 or more."""
    days, before = divmod(start.minutes + minutes - 1, MINUTES_A_DAY)
    return Point(following(start.day, days, calendar), before + 1)


def _length(session: OfficeSession) -> int:
    begins, ends = session
    return (ends.hour - begins.hour) * 60 + ends.minute - begins.minute
