"""What the oracle works with: a life as plain data that JSON can hold, and what is told of it.

In a life, moments are texts such as "2026-03-02T17:00" on the clock of the province, days such as "2026-03-02", hours
such as "07:30". Within the oracle a day is a whole number, that of the calendar, and a moment is the whole number of
minutes since day 0 began: seconds are cut off on the way in.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Literal, NotRequired, TypedDict

Day = int
Moment = int
Reached = Counter[str]

MINUTES = 24 * 60

EventKind = Literal[
    "ask", "answer", "extend", "transfer", "body_closes", "merge", "announce", "close", "withdraw"
]
Verdict = Literal["accepted", "refused", "ignored"]
StateName = Literal["closed_on_time", "closed_late", "withdrawn", "paused", "on_time", "overdue"]


class Request(TypedDict):
    """What came in, when, at which office, with a period of `n` days: `wd` working ones or `cd` of the calendar."""

    arrival: str
    office: str
    kind: Literal["wd", "cd"]
    n: int
    # A day that was set, in place of the period.
    by: NotRequired[str]


class Event(TypedDict):
    kind: EventKind
    at: str
    # Of `extend`: how many working days.
    days: NotRequired[int]
    # Of `transfer` and `body_closes`: who is in charge from now on.
    office: NotRequired[str]
    # Of `merge`.
    other: NotRequired[Request]
    # Of `announce`: days off, and days of work.
    off: NotRequired[list[str]]
    work: NotRequired[list[str]]


class Life(TypedDict):
    """One case, from arrival on.

    `off` and `work` are the tables as known at the start, `offices` the sessions of each office, `maximum` how many
    days an extension may have at most. No event stands before one of an earlier minute, and neither an event nor a
    query before the arrival.
    """

    off: list[str]
    work: list[str]
    offices: dict[str, list[list[str]]]
    request: Request
    maximum: int
    events: list[Event]
    queries: list[str]


class State(TypedDict):
    """`days` is how many working days a case is overdue; of the other states it is None."""

    state: StateName
    days: int | None


class Told(TypedDict):
    """What is told of a life.

    The due moment at first; of each event, at its place in the list, the verdict and the due moment right after it;
    and the state at each query.
    """

    first: str | None
    verdicts: list[Verdict]
    dues: list[str | None]
    states: list[State]


def day_of(text: str) -> Day:
    return dt.date.fromisoformat(text).toordinal()


def time_of(text: str) -> int:
    """Return how many minutes of a day are over at "07:30"."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def moment_of(text: str) -> Moment:
    """Return the minute of a moment; its seconds are cut off."""
    day, time = text.split("T")
    return day_of(day) * MINUTES + time_of(time[:5])


def day_text(day: Day) -> str:
    return dt.date.fromordinal(day).isoformat()


def text_of(moment: Moment) -> str:
    day, time = divmod(moment, MINUTES)
    return f"{day_text(day)}T{time // 60:02}:{time % 60:02}"


def due_text(moment: Moment | None) -> str | None:
    return None if moment is None else text_of(moment)
