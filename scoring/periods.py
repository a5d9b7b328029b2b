"""The time that is scored: months of the province's calendar, and several of them together."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from portals.calendar.working_days import WorkingCalendar
from portals.clock import LOCAL_ZONE

MONTH = re.compile(r"(?P<year>20[0-9]{2})-(?P<month>0[1-9]|1[0-2])")


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read "2026-10"; raises ValueError for anything else."""
        found = MONTH.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"Not a month: {text!r}. Write it as 2026-10.")
        return cls(int(found["year"]), int(found["month"]))

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def end(self) -> date:
        """The first day after the month."""
        return self.later(1).first

    @property
    def last(self) -> date:
        return self.end - timedelta(days=1)

    def later(self, months: int) -> Month:
        count = self.year * 12 + self.month - 1 + months
        return Month(count // 12, count % 12 + 1)

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"


@dataclass(frozen=True)
class Period:
    """The days from `first` up to and without `end`, seen at the instant `now`, with the calendar they count by.

    Measures of one run share what they read: `recall` loads a fact once, `remember` gives one that was kept before.
    Without `hears_persons` measures tell what machines find, and leave the words of scorers on it aside.
    """

    first: date
    end: date
    now: datetime
    calendar: WorkingCalendar
    hears_persons: bool = True
    _memory: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of_months(
        cls,
        month: Month,
        now: datetime,
        calendar: WorkingCalendar,
        *,
        months: int = 1,
        hears_persons: bool = True,
        until: date | None = None,
    ) -> Period:
        """Return the period of `months` months that ends with `month`, or before `until` where that is earlier."""
        end = min(month.end, until or month.end)
        return cls(month.later(1 - months).first, end, now, calendar, hears_persons)

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.first, time(), LOCAL_ZONE)

    @property
    def ends_at(self) -> datetime:
        """The first instant after the period."""
        return datetime.combine(self.end, time(), LOCAL_ZONE)

    @property
    def last(self) -> date:
        return self.end - timedelta(days=1)

    def recall[FactT](self, name: str, load: Callable[[], FactT]) -> FactT:
        if name not in self._memory:
            self._memory[name] = load()
        found: FactT = self._memory[name]
        return found

    def remember(self, name: str, fact: object) -> None:
        """Have `recall` return `fact` without reading it."""
        self._memory[name] = fact
