"""One clock, from the arrival of its request on: paragraphs 2 to 6 and 8 of the rules. See `rules`."""

from __future__ import annotations

from typing import NamedTuple

from tests.portals.accountability.oracle.hours import (
    WHOLE_DAY,
    Goal,
    Office,
    Table,
    count_on,
    position,
    working_minutes,
)
from tests.portals.accountability.oracle.things import (
    MINUTES,
    Day,
    Moment,
    Request,
    day_of,
    moment_of,
)


class Answered(NamedTuple):
    """The last answer: when it came, who was in charge then, and how many minutes remained (8.2)."""

    at: Moment
    office: Office
    remaining: int


class Clock:
    """A clock runs, with a goal and a due moment, or is paused, with neither and with remaining minutes.

    The goal is a day and its k-th minute; the due moment is how that was last read on somebody's hours.
    """

    def __init__(self, request: Request, receiving: Office, table: Table) -> None:
        self.arrival = moment_of(request["arrival"])
        self.kind = request["kind"]
        self.n = request["n"]
        self.by = day_of(request["by"]) if "by" in request else None
        # 2.2: later transfers do not change by whose hours the arrival is judged.
        self.receiving = receiving
        self.office = receiving
        self.answered: Answered | None = None
        self.extended = False
        # Days of an extension granted since the last starting point.
        self.added = 0
        self.remaining: int | None = None
        self.goal: Goal | None = self.goal_by(table)
        self.due: Moment | None = receiving.reading(self.goal)

    # From the last starting point to the goal

    def day_zero(self, table: Table) -> Day:
        """2.1."""
        day, time = divmod(self.arrival, MINUTES)
        if not table.is_working(day):
            return table.from_on(day)
        if time > self.receiving.close:
            return table.from_on(day + 1)
        return day

    def period(self, table: Table) -> Goal:
        """3.1 and 3.2; a day that was set is the last, from whichever day it is counted."""
        if self.by is not None:
            return Goal(table.from_on(self.by), WHOLE_DAY)
        if self.kind == "wd":
            return Goal(table.after(self.day_zero(table), self.n), WHOLE_DAY)
        return Goal(table.from_on(self.day_zero(table) + self.n), WHOLE_DAY)

    def starting_day(self, table: Table) -> Day:
        """8.2: the working day on which counting begins, from the last starting point."""
        if self.answered is None:
            return self.day_zero(table)
        return position(self.answered.at, self.answered.office, table).day

    def goal_by(self, table: Table) -> Goal:
        """8.2: the goal, counted from the last starting point by a table. 5.2: the extension is added in the end."""
        if self.answered is None:
            goal = self.period(table)
        else:
            start = position(self.answered.at, self.answered.office, table)
            goal = count_on(start, self.answered.remaining, table)
        return Goal(table.after(goal.day, self.added), goal.kth)

    # What happens to a clock

    @property
    def paused(self) -> bool:
        return self.remaining is not None

    def is_before_due(self, now: Moment) -> bool:
        return self.due is not None and now < self.due

    def is_passed(self, now: Moment) -> bool:
        """3.3, 6.2: at the due moment itself it has not passed."""
        return self.due is not None and now > self.due

    def pause(self, now: Moment, table: Table) -> None:
        """4.2 and 4.3."""
        assert self.due is not None
        self.remaining = working_minutes(now, self.due, self.office, table)
        # An extension granted so far is within what remains.
        self.added = 0
        self.goal = self.due = None

    def go_on(self, now: Moment, table: Table) -> None:
        """4.5."""
        assert self.remaining is not None
        self.answered = Answered(now, self.office, self.remaining)
        self.remaining = None
        self.goal = self.goal_by(table)
        self.due = self.office.reading(self.goal)

    def extend(self, days: int, table: Table) -> None:
        """5.2."""
        self.extended = True
        if self.remaining is not None:
            self.remaining += days * WHOLE_DAY
            return
        assert self.goal is not None
        self.added = days
        self.goal = Goal(table.after(self.goal.day, days), self.goal.kth)
        self.due = self.office.reading(self.goal)

    def hand_over(self, office: Office, now: Moment) -> None:
        """6.1 to 6.4: day and k-th minute stay, and are read anew unless the due moment has passed."""
        self.office = office
        if self.goal is not None and not self.is_passed(now):
            self.due = office.reading(self.goal)

    def date_anew(self, table: Table) -> None:
        """8.2 to 8.4."""
        if self.paused:
            return
        goal = self.goal_by(table)
        if goal != self.goal:
            self.goal = goal
            self.due = self.office.reading(goal)
