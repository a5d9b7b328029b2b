"""Periods for which something is owed, and the moments at which it is asked and due. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol

from portals.clock import LOCAL_ZONE, local_date

from .enums import DueFrom, Frequency

if TYPE_CHECKING:
    from portals.calendar.working_days import WorkingCalendar

A_DAY = timedelta(days=1)
# What is due at the beginning of a period is asked a week before, so that a board can be ready.
ASKED_BEFORE = timedelta(days=7)


class Terms(Protocol):
    """What a duty says of its times."""

    frequency: str
    due_from: str
    due_days: int
    in_working_days: bool
    due_time: time | None
    told_after: int


@dataclass(frozen=True, slots=True)
class Span:
    """A week from Monday, a month, a quarter or a year; `end` is the day after the last."""

    start: date
    end: date


def span_of(frequency: str, day: date) -> Span:
    """Return the span in which `day` lies."""
    if frequency == Frequency.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Span(monday, monday + timedelta(days=7))
    months = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.YEAR: 12}[Frequency(frequency)]
    first = (day.month - 1) // months * months + 1
    start = date(day.year, first, 1)
    last = first + months
    end = date(day.year, last, 1) if last <= 12 else date(day.year + 1, 1, 1)
    return Span(start, end)


def spans(frequency: str, first: date, last: date) -> Iterator[Span]:
    """Yield the spans that begin on `first` or later, and not after `last`."""
    span = span_of(frequency, first)
    if span.start < first:
        span = span_of(frequency, span.end)
    while span.start <= last:
        yield span
        span = span_of(frequency, span.end)


def asked_on(terms: Terms, span: Span) -> date:
    """Return the day from which the board sees that it is owed."""
    return span.end if terms.due_from == DueFrom.END else span.start - ASKED_BEFORE


def due_at(terms: Terms, span: Span, calendar: WorkingCalendar) -> datetime:
    """Return until when it is published in time, exactly: up to the hour where one is given, else the day's end.

    Days count after the period's last day, or from its first day on: 0 is that first day itself. A last day that is
    not worked moves to the next one that is (Civil Code, art. 148); an hour that is given stays on its day.
    """
    day = span.end - A_DAY if terms.due_from == DueFrom.END else span.start
    if terms.in_working_days:
        last = calendar.add_working_days(_noon(day), terms.due_days)
    else:
        last = _noon(day + timedelta(days=terms.due_days))
    if terms.due_time is not None:
        return datetime.combine(local_date(last), terms.due_time, tzinfo=LOCAL_ZONE)
    return calendar.add_working_days(last, 0)


def told_at(terms: Terms, due: datetime, calendar: WorkingCalendar) -> datetime:
    """Return when citizens are told that it is missing: so many working days after it was due."""
    return max(due, calendar.add_working_days(due, terms.told_after))


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=LOCAL_ZONE)
