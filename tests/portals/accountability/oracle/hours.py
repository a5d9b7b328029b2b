"""Days and hours: paragraph 1 of the rules, and the counting of minutes that the others build on. See `rules`."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from tests.portals.accountability.oracle.things import MINUTES, Day, Moment, time_of

WHOLE_DAY = 480
SATURDAY = 5


class Position(NamedTuple):
    """1.4: a working day, and how many of its working minutes are over."""

    day: Day
    over: int


class Goal(NamedTuple):
    """1.5: the day of a due moment, and which of its working minutes ends then (1 to 480)."""

    day: Day
    kth: int


class Table:
    """1.1: the days off and the swap days that are known by now."""

    def __init__(self, off: set[Day], work: set[Day]) -> None:
        self.off = off
        self.work = work

    def is_working(self, day: Day) -> bool:
        """1.1."""
        if day in self.off:
            return False
        if day in self.work:
            return True
        return dt.date.fromordinal(day).weekday() < SATURDAY

    def from_on(self, day: Day) -> Day:
        """Return this day if it is a working day, else the next that is."""
        while not self.is_working(day):
            day += 1
        return day

    def after(self, day: Day, count: int) -> Day:
        """Return the working day that is the `count`th after this day; with 0, the day itself."""
        for _ in range(count):
            day = self.from_on(day + 1)
        return day


class Office:
    """1.2: the hours of an office, as the list of the 480 minutes that are working minutes."""

    def __init__(self, sessions: list[list[str]]) -> None:
        self.minutes = [
            minute for begin, end in sessions for minute in range(time_of(begin), time_of(end))
        ]
        # 1.3.
        self.close = time_of(sessions[-1][1])
        if len(self.minutes) != WHOLE_DAY or sorted(set(self.minutes)) != self.minutes:
            raise ValueError(f"Not eight hours: {sessions}")

    def over(self, time: int) -> int:
        """Return how many working minutes of a working day are over at this time of it."""
        return sum(1 for minute in self.minutes if minute < time)

    def reading(self, goal: Goal) -> Moment:
        """1.5: the moment at which the k-th working minute of the day ends here."""
        return goal.day * MINUTES + self.minutes[goal.kth - 1] + 1


def position(moment: Moment, office: Office, table: Table) -> Position:
    """1.4."""
    day, time = divmod(moment, MINUTES)
    if not table.is_working(day):
        return Position(table.from_on(day), 0)
    over = office.over(time)
    if over == WHOLE_DAY:
        return Position(table.from_on(day + 1), 0)
    return Position(day, over)


def count_on(start: Position, minutes: int, table: Table) -> Goal:
    """Return where the last of so many working minutes ends, counted on from a position (4.5)."""
    day, over = start
    while minutes > WHOLE_DAY - over:
        minutes -= WHOLE_DAY - over
        day, over = table.from_on(day + 1), 0
    return Goal(day, over + minutes)


def working_minutes(start: Moment, end: Moment, office: Office, table: Table) -> int:
    """Return how many working minutes lie between two moments (4.2)."""
    found = 0
    for day in range(start // MINUTES, end // MINUTES + 1):
        if table.is_working(day):
            begin = day * MINUTES
            found += sum(1 for minute in office.minutes if start <= begin + minute < end)
    return found
