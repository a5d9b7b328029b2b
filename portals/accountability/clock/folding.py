"""A life folded into its clock: what is due when, and what may happen next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from portals.calendar.working_days import WorkingCalendar

from .events import (
    Announced,
    Arrival,
    ClockEvent,
    ClockVerdict,
    Extended,
    HandedOver,
    Joined,
    PeriodUnit,
    PersonAnswered,
    PersonAsked,
    RequestTakenBack,
    Resolved,
)
from .sessions import (
    MINUTES_A_DAY,
    OfficeDay,
    Point,
    following,
    minutes_between,
    minutes_later,
    position,
)


class ClockState(StrEnum):
    ON_TIME = "on_time"
    OVERDUE = "overdue"
    PAUSED = "paused"
    CLOSED_ON_TIME = "closed_on_time"
    CLOSED_LATE = "closed_late"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Due:
    """A due moment: the point of working time that stays whoever is in charge, and the minute that it falls on there.

    The minute itself is on time.
    """

    point: Point
    at: datetime

    @classmethod
    def of(cls, point: Point, office: OfficeDay) -> Due:
        return cls(point, point.at(office))


@dataclass(frozen=True, slots=True)
class Resumed:
    """The last answer: the time counts on from it, at the office in charge then, with the minutes that are left."""

    at: datetime
    office: OfficeDay
    minutes: int


@dataclass(frozen=True, slots=True)
class RequestClock:
    """What a life comes to. `arrival` is that of the request whose clock governs; `office` the one in charge.

    `due` is None while the clock is paused, and then `left` has the working minutes that remain. `extended_by` counts
    the working days that were granted before any pause was over; later ones are among the minutes of `resumed`.
    """

    arrival: Arrival
    office: OfficeDay
    calendar: WorkingCalendar
    due: Due | None
    left: int | None = None
    resumed: Resumed | None = None
    was_extended: bool = False
    extended_by: int = 0
    ended: ClockState | None = None

    def state(self, at: datetime) -> tuple[ClockState, int]:
        """Return the state at a minute by which all that was folded has happened, and the working days overdue.

        They are the working days after the due day, up to and with that of `at`; 0 unless it is overdue.
        """
        if self.ended is not None:
            return self.ended, 0
        if self.due is None:
            return ClockState.PAUSED, 0
        if at <= self.due.at:
            return ClockState.ON_TIME, 0
        late = self.calendar.working_days_between(self.due.point.day, at.date())
        return ClockState.OVERDUE, late


type Advance = tuple[RequestClock, ClockVerdict]


def first_clock(arrival: Arrival, calendar: WorkingCalendar) -> RequestClock:
    """Return the clock of a request that has just arrived."""
    due = Due.of(_first_due(arrival, calendar), arrival.office)
    return RequestClock(arrival=arrival, office=arrival.office, calendar=calendar, due=due)


def fold_life(
    arrival: Arrival, events: Iterable[ClockEvent], calendar: WorkingCalendar
) -> tuple[RequestClock, list[tuple[ClockEvent, ClockVerdict]]]:
    """Return the clock after all events, and what became of each, in the order in which they were taken.

    They are taken by their minutes and as they are given; in one minute what was announced comes first.
    """
    clock, verdicts = first_clock(arrival, calendar), []
    for event in events_in_order(events):
        clock, verdict = advance(clock, event)
        verdicts.append((event, verdict))
    return clock, verdicts


def events_in_order(events: Iterable[ClockEvent]) -> list[ClockEvent]:
    return sorted(events, key=lambda event: (event.at, not isinstance(event, Announced)))


def advance(clock: RequestClock, event: ClockEvent) -> Advance:
    """Return the clock after one more event, which happens after all that was folded into it."""
    if clock.ended is not None:
        return clock, ClockVerdict.IGNORED
    match event:
        case PersonAsked():
            return _ask(clock, event)
        case PersonAnswered():
            return _answer(clock, event)
        case Extended():
            return _extend(clock, event)
    return _happened(clock, event), ClockVerdict.ACCEPTED


def _happened(clock: RequestClock, event: ClockEvent) -> RequestClock:
    """What nobody can refuse."""
    match event:
        case HandedOver():
            return _brought_to(clock, event.office, event.at)
        case Joined():
            return _join(clock, event)
        case Announced():
            return _announce(clock, event)
        case Resolved():
            return _resolve(clock, event)
        case RequestTakenBack():
            return replace(clock, ended=ClockState.WITHDRAWN)
    raise TypeError(event)


def _first_due(arrival: Arrival, calendar: WorkingCalendar) -> Point:
    """The days count from day zero, that of the arrival; the end of a period of calendar days moves off days off.

    So does a day that was set; on which day it arrived matters nothing to that.
    """
    if arrival.set_for is not None:
        return Point(_worked_from(arrival.set_for, calendar), MINUTES_A_DAY)
    day = day_zero(arrival, calendar)
    if arrival.unit is PeriodUnit.WORKING_DAYS:
        return Point(following(day, arrival.days, calendar), MINUTES_A_DAY)
    return Point(_worked_from(day + timedelta(days=arrival.days), calendar), MINUTES_A_DAY)


def day_zero(arrival: Arrival, calendar: WorkingCalendar) -> date:
    """Return the day that counts as that of the arrival: the next working one for what came on a day off or late."""
    day = arrival.at.date()
    if not calendar.is_working_day(day) or arrival.at.time() > arrival.office.close:
        return following(day, 1, calendar)
    return day


def _worked_from(day: date, calendar: WorkingCalendar) -> date:
    """The day itself, or the first working one after it."""
    return day if calendar.is_working_day(day) else following(day, 1, calendar)


def _runs_until(clock: RequestClock, at: datetime) -> bool:
    """Whether the clock runs and its due moment is still to come."""
    return clock.due is not None and at < clock.due.at


def _ask(clock: RequestClock, event: PersonAsked) -> Advance:
    if clock.due is None:
        return clock, ClockVerdict.IGNORED
    if not _runs_until(clock, event.at):
        return clock, ClockVerdict.REFUSED
    here = position(event.at, clock.office, clock.calendar)
    left = minutes_between(here, clock.due.point, clock.calendar)
    return replace(clock, due=None, left=left), ClockVerdict.ACCEPTED


def _answer(clock: RequestClock, event: PersonAnswered) -> Advance:
    if clock.left is None:
        return clock, ClockVerdict.IGNORED
    resumed = Resumed(event.at, clock.office, clock.left)
    due = Due.of(_due_after(resumed, clock.calendar), clock.office)
    return replace(clock, due=due, left=None, resumed=resumed), ClockVerdict.ACCEPTED


def _due_after(resumed: Resumed, calendar: WorkingCalendar) -> Point:
    return minutes_later(position(resumed.at, resumed.office, calendar), resumed.minutes, calendar)


def _extend(clock: RequestClock, event: Extended) -> Advance:
    in_time = clock.left is not None or _runs_until(clock, event.at)
    if clock.was_extended or not 1 <= event.days <= event.most or not in_time:
        return clock, ClockVerdict.REFUSED
    due, left, minutes = clock.due, clock.left, event.days * MINUTES_A_DAY
    clock = replace(clock, was_extended=True)
    if due is None:
        return replace(clock, left=(left or 0) + minutes), ClockVerdict.ACCEPTED
    if clock.resumed is None:
        clock = replace(clock, extended_by=event.days)
    else:
        resumed = replace(clock.resumed, minutes=clock.resumed.minutes + minutes)
        clock = replace(clock, resumed=resumed)
    later = Due.of(_later(due.point, event.days, clock.calendar), clock.office)
    return replace(clock, due=later), ClockVerdict.ACCEPTED


def _later(point: Point, days: int, calendar: WorkingCalendar) -> Point:
    """The same minute so many working days later."""
    return Point(following(point.day, days, calendar), point.minutes)


def _brought_to(clock: RequestClock, office: OfficeDay, at: datetime) -> RequestClock:
    """The point stays and is read on the new office's hours, unless it has passed: no transfer revives a case."""
    due = clock.due
    if due is not None and at <= due.at:
        due = Due.of(due.point, office)
    return replace(clock, office=office, due=due)


def _join(clock: RequestClock, event: Joined) -> RequestClock:
    """Who arrived first is kept whole, even if due later; of the same minute this one is."""
    if clock.arrival.at <= event.other.at:
        return clock
    return _brought_to(first_clock(event.other, clock.calendar), clock.office, event.at)


def _announce(clock: RequestClock, event: Announced) -> RequestClock:
    """Counted anew from the last starting point; what comes to the same point is not touched."""
    off = (clock.calendar.off - event.plain) | event.off
    worked = (clock.calendar.worked - event.plain) | event.worked
    clock = replace(clock, calendar=replace(clock.calendar, off=off, worked=worked))
    if clock.due is None:
        return clock
    if clock.resumed is not None:
        point = _due_after(clock.resumed, clock.calendar)
    else:
        point = _later(_first_due(clock.arrival, clock.calendar), clock.extended_by, clock.calendar)
    return clock if point == clock.due.point else replace(clock, due=Due.of(point, clock.office))


def _resolve(clock: RequestClock, event: Resolved) -> RequestClock:
    if clock.due is None:
        is_late = False
    elif event.given_on is not None:
        is_late = event.given_on > clock.due.point.day
    else:
        is_late = event.at > clock.due.at
    return replace(clock, ended=ClockState.CLOSED_LATE if is_late else ClockState.CLOSED_ON_TIME)
