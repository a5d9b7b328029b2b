"""How a due moment came about, step by step and day by day, so that whoever doubts it can count after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from portals.calendar.working_days import ONE_DAY, WorkingCalendar

from .events import Arrival, ClockEvent, ClockVerdict
from .folding import RequestClock, advance, day_zero, events_in_order, first_clock


@dataclass(frozen=True, slots=True)
class ClockStride:
    """One event of a life with the clock before and after it. `event` is None for the arrival."""

    event: ClockEvent | None
    verdict: ClockVerdict
    before: RequestClock | None
    after: RequestClock

    @property
    def moved(self) -> bool:
        """Whether the answer is due at another minute than before."""
        return self.before is not None and self.before.due != self.after.due


@dataclass(frozen=True, slots=True)
class CountedDay:
    """A day between two moments of a clock, and its number among the working days; None where it is not counted."""

    day: date
    number: int | None


def trace_life(
    arrival: Arrival, events: Iterable[ClockEvent], calendar: WorkingCalendar
) -> list[ClockStride]:
    """Return the strides of a life, the arrival first; the last one's clock is that which `fold_life` returns."""
    clock = first_clock(arrival, calendar)
    strides = [ClockStride(None, ClockVerdict.ACCEPTED, None, clock)]
    for event in events_in_order(events):
        before = clock
        clock, verdict = advance(before, event)
        strides.append(ClockStride(event, verdict, before, clock))
    return strides


def counting_from(clock: RequestClock) -> datetime:
    """Return the moment from which the clock counts: the arrival that governs, or the last answer."""
    return clock.resumed.at if clock.resumed is not None else clock.arrival.at


def zero_of(clock: RequestClock) -> date | None:
    """Return the day that counts as that of the arrival, while it is from there that the clock counts."""
    if clock.resumed is not None or clock.arrival.set_for is not None:
        return None
    return day_zero(clock.arrival, clock.calendar)


def counted_days(clock: RequestClock) -> list[CountedDay]:
    """Return the days from the one after the last starting point to the due day; none while nothing is due.

    Where it came on a day off or after closing, the working day that counts as that of the arrival has no number.
    Numbers count working days, whatever the unit of the period; a clock that goes on after a pause counts the day
    of the answer, too, where minutes of it are left.
    """
    if clock.due is None:
        return []
    day = counting_from(clock).date() + ONE_DAY
    days, number, zero = [], 0, zero_of(clock)
    while day <= clock.due.point.day:
        counts = clock.calendar.is_working_day(day) and day != zero
        number += counts
        days.append(CountedDay(day, number if counts else None))
        day += ONE_DAY
    return days
