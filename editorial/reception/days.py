"""Which days a rule names, and where the working calendar moves them. Pure functions."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from .enums import Repeats

if TYPE_CHECKING:
    from portals.calendar.working_days import WorkingCalendar

    from .models import ReceptionRule

A_DAY = timedelta(days=1)
# No run of days off is as long.
FURTHEST = 31


@dataclass(frozen=True, slots=True)
class PlannedReception:
    """`planned_on` as the rule names it, `on` after days off were passed over."""

    rule: ReceptionRule
    planned_on: date
    on: date

    @property
    def is_shifted(self) -> bool:
        return self.planned_on != self.on


def planned_days(
    rules: Sequence[ReceptionRule], calendar: WorkingCalendar, first: date, last: date
) -> list[PlannedReception]:
    """Return the days that rules name from `first` to `last`, in their order.

    One that is a day off moves to the next working day. Where the same rule names that day too, or a later day off
    before it, there is one reception and not two: the earlier day falls away.
    """
    found = [day for rule in rules for day in _of_rule(rule, calendar, first, last)]
    return sorted(found, key=lambda day: (day.planned_on, day.rule.sits != "head", day.rule.sits))


def _of_rule(
    rule: ReceptionRule, calendar: WorkingCalendar, first: date, last: date
) -> Iterator[PlannedReception]:
    day = max(first, rule.period.lower)
    while day <= last:
        if names(rule, day):
            on = next_working_day(calendar, day)
            if not any(names(rule, later) for later in _between(day, on)):
                yield PlannedReception(rule, day, on)
        day += A_DAY


def names(rule: ReceptionRule, day: date) -> bool:
    """Whether the rule names `day`. The 31st is the last day of a month that has none."""
    if rule.period.upper and day >= rule.period.upper:
        return False
    if rule.repeats == Repeats.WEEKLY:
        return day.isoweekday() in rule.days
    last = months.monthrange(day.year, day.month)[1]
    return day.day in {min(one, last) for one in rule.days}


def next_working_day(calendar: WorkingCalendar, day: date) -> date:
    """Return `day`, or the next one that is worked."""
    return next(calendar.working_days(day, day + timedelta(days=FURTHEST)), day)


def _between(day: date, on: date) -> Iterator[date]:
    while day < on:
        day += A_DAY
        yield day


def month_around(day: date) -> tuple[date, date]:
    """Return the first and the last day of the month of `day`."""
    return day.replace(day=1), day.replace(day=months.monthrange(day.year, day.month)[1])
