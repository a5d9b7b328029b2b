"""What can happen to the clock of a request. Moments are local minutes (`sessions.local_minute`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from .sessions import OfficeDay


class PeriodUnit(StrEnum):
    WORKING_DAYS = "wd"
    CALENDAR_DAYS = "cd"


class ClockVerdict(StrEnum):
    """What became of an event. What is refused may not be done; what is ignored means nothing any more."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request reaches an office, which owes an answer in so many days, or by a day that was `set_for` it."""

    at: datetime
    office: OfficeDay
    unit: PeriodUnit
    days: int
    set_for: date | None = None


@dataclass(frozen=True, slots=True)
class ClockEvent:
    at: datetime


@dataclass(frozen=True, slots=True)
class PersonAsked(ClockEvent):
    """The citizen was asked for something, and the time stops."""


@dataclass(frozen=True, slots=True)
class PersonAnswered(ClockEvent):
    """The citizen answered."""


@dataclass(frozen=True, slots=True)
class Extended(ClockEvent):
    """The agency takes so many working days more, of the `most` that the law allows."""

    days: int
    most: int


@dataclass(frozen=True, slots=True)
class HandedOver(ClockEvent):
    """Another office is in charge: by transfer, or because the one before is closed."""

    office: OfficeDay


@dataclass(frozen=True, slots=True)
class Joined(ClockEvent):
    """The same was asked twice: `other` runs, never stopped and never extended, and becomes one with this case."""

    other: Arrival


@dataclass(frozen=True, slots=True)
class Announced(ClockEvent):
    """From now on these days are known to be off, or worked; `plain` ones are known to follow the week after all."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    plain: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Resolved(ClockEvent):
    """The result was given: now, or on a day before of which no more is known, where it was given elsewhere."""

    given_on: date | None = None


@dataclass(frozen=True, slots=True)
class RequestTakenBack(ClockEvent):
    """The citizen withdrew the request."""
