"""When the steps of a month are due, in working days of the calendar."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from portals.calendar.working_days import LAST_INSTANT, WorkingCalendar
from portals.clock import LOCAL_ZONE, local_date
from scoring.models import RoundSchedule
from scoring.periods import Month

NOON = time(12)


@dataclass(frozen=True, slots=True)
class StepDays:
    """How many working days after a month each step may take; requests for review count from the verification."""

    self_assessment: int
    verification: int
    appeal: int
    publication: int

    def __str__(self) -> str:
        return f"{self.self_assessment}-{self.verification}-{self.appeal}-{self.publication}"

    @property
    def follow_each_other(self) -> bool:
        return (
            self.self_assessment >= 1
            and self.appeal >= 1
            and self.verification > self.self_assessment
            and self.publication >= self.verification + self.appeal
        )


@dataclass(frozen=True, slots=True)
class StepDues:
    """The last instants of the steps whose days are known when a month is frozen."""

    self_assessment: datetime
    verification: datetime
    publication: datetime


def schedule_of(month: Month) -> RoundSchedule:
    """Return the schedule by which `month` goes; the usual one where none was set. One query."""
    return RoundSchedule.objects.in_force(month.last).first() or RoundSchedule()


def schedules_of(months: Collection[Month]) -> dict[Month, RoundSchedule]:
    """Return the schedule of each month; the usual one where none was set. One query."""
    rows = list(RoundSchedule.objects.filter(period__isempty=False))
    return {
        month: next((row for row in rows if month.last in row.period), RoundSchedule())
        for month in months
    }


def dues_of(month: Month, schedule: RoundSchedule, calendar: WorkingCalendar) -> StepDues:
    """Return the days of `month`, counted from its last one."""
    end = datetime.combine(month.last, NOON, LOCAL_ZONE)
    return StepDues(
        calendar.add_working_days(end, schedule.self_assessment_days),
        calendar.add_working_days(end, schedule.verification_days),
        calendar.add_working_days(end, schedule.publication_days),
    )


def working_day_of(month: Month, moment: datetime, calendar: WorkingCalendar) -> int:
    """Which working day after `month` it is; a day off counts for the next one that is worked."""
    day = local_date(moment)
    passed = calendar.working_days_between(month.last, day)
    return passed if calendar.is_working_day(day) else passed + 1


def end_of(day: date) -> datetime:
    return datetime.combine(day, LAST_INSTANT, LOCAL_ZONE)
