"""Counting in working days and working hours.

Load the calendar once (`load_calendar`, two queries) and ask it as often as wanted; it reaches no database.
A term of days begins on the day after the event and ends with its last day, as the Civil Code (art. 147, 148) counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from portals.clock import LOCAL_ZONE, local_date

from .models import CalendarDay, WorkingHours

ONE_DAY = timedelta(days=1)
SATURDAY = 5
LAST_INSTANT = time(23, 59, 59, 999_999)
# No term of the law is as long; a calendar without a working day must not count for ever.
FURTHEST = timedelta(days=3660)

Spell = tuple[time, time]


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The spells of a working day from `since` (None: always) up to and without `until` (None: for ever)."""

    since: date | None
    until: date | None
    spells: tuple[Spell, ...]

    def hold_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (
            self.until is None or day < self.until
        )


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days and hours are worked. `hours` is by portal; None stands for all without hours of their own."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    hours: Mapping[int | None, tuple[OfficeHours, ...]] = field(default_factory=dict)

    def is_working_day(self, day: date) -> bool:
        if day in self.off:
            return False
        return day in self.worked or day.weekday() < SATURDAY

    def knows(self, year: int) -> bool:
        """Whether any day of `year` was entered; otherwise only its weekends are known to be off."""
        return any(day.year == year for day in self.off)

    def working_days(self, first: date, end: date) -> Iterator[date]:
        """Yield the working days from `first` up to and without `end`."""
        day = first
        while day < end:
            if self.is_working_day(day):
                yield day
            day += ONE_DAY

    def working_days_in(self, first: date, end: date) -> int:
        """Count the working days of the half-open period from `first` to `end`."""
        return sum(1 for _day in self.working_days(first, end))

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and with `end`: 0 for what was done the same day, or before."""
        return self.working_days_in(start + ONE_DAY, end + ONE_DAY)

    def add_working_days(self, moment: datetime, number: int) -> datetime:
        """Return the last instant, in local time, of the `number`-th working day after the day of `moment`.

        Zero days end with the day itself where it is worked, otherwise with the next one that is.
        """
        if number < 0:
            raise ValueError("A term has no negative number of working days")
        day = local_date(moment)
        if number == 0 and self.is_working_day(day):
            return datetime.combine(day, LAST_INSTANT, LOCAL_ZONE)
        wanted = max(number, 1)
        following = self.working_days(day + ONE_DAY, day + ONE_DAY + FURTHEST)
        for count, worked in enumerate(following, start=1):
            if count == wanted:
                return datetime.combine(worked, LAST_INSTANT, LOCAL_ZONE)
        raise ValueError("The calendar holds too few working days")

    def spells(self, day: date, portal_id: int | None = None) -> list[tuple[datetime, datetime]]:
        """Return the spells in which the portal's office works on `day`; none on a day off."""
        if not self.is_working_day(day):
            return []
        own = self.hours.get(portal_id, ())
        for hours in (*own, *self.hours.get(None, ())):
            if hours.hold_on(day):
                return [
                    (
                        datetime.combine(day, opens, LOCAL_ZONE),
                        datetime.combine(day, closes, LOCAL_ZONE),
                    )
                    for opens, closes in hours.spells
                ]
        return []

    def working_time_between(
        self, start: datetime, end: datetime, portal_id: int | None = None
    ) -> timedelta:
        """Return how much of the portal's working hours lies between two instants."""
        total = timedelta()
        day, last = local_date(start), local_date(end)
        while day <= last:
            for opens, closes in self.spells(day, portal_id):
                total += max(timedelta(), min(closes, end) - max(opens, start))
            day += ONE_DAY
        return total

    def add_working_hours(
        self, moment: datetime, hours: float, portal_id: int | None = None
    ) -> datetime:
        """Return the instant at which so many of the portal's working hours have passed since `moment`."""
        left = timedelta(hours=hours)
        day = local_date(moment)
        end = day + FURTHEST
        while day < end:
            for opens, closes in self.spells(day, portal_id):
                begins = max(opens, moment)
                if begins >= closes:
                    continue
                if left <= closes - begins:
                    return begins + left
                left -= closes - begins
            day += ONE_DAY
        raise ValueError("The calendar holds too few working hours")


def load_calendar() -> WorkingCalendar:
    """Read the whole calendar. Two queries."""
    days: dict[str, set[date]] = {kind: set() for kind in CalendarDay.Kind.values}
    for day, kind in CalendarDay.objects.order_by("day").values_list("day", "kind"):
        days[kind].add(day)
    hours: dict[int | None, tuple[OfficeHours, ...]] = {}
    for row in WorkingHours.objects.order_by("pk"):
        hours[row.portal_id] = (
            *hours.get(row.portal_id, ()),
            OfficeHours(
                row.period.lower,
                row.period.upper,
                ((row.morning_from, row.morning_to), (row.afternoon_from, row.afternoon_to)),
            ),
        )
    return WorkingCalendar(
        off=frozenset(days[CalendarDay.Kind.OFF]),
        worked=frozenset(days[CalendarDay.Kind.WORKED]),
        hours=hours,
    )


def working_days_between(start: date, end: date) -> int:
    """As the calendar's own; for one question. Two queries."""
    return load_calendar().working_days_between(start, end)


def add_working_days(moment: datetime, number: int) -> datetime:
    """As the calendar's own; for one question. Two queries."""
    return load_calendar().add_working_days(moment, number)
