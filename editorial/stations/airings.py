"""What a station was to air, and what of it is owed to the portal. Pure.

Only what the station makes itself is owed. What is repeated stands there already, and what is relayed is another's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from portals.clock import LOCAL_ZONE

from .enums import ExceptionKind, SlotContent

A_DAY = timedelta(days=1)
# A bulletin stands on the portal at the latest so long after the hour at which it was to be aired.
TIME_TO_POST = timedelta(hours=24)
# So far from the hour of the schedule a bulletin may say that it was aired, and so long before it may be posted.
NEAR = timedelta(minutes=90)
POSTED_BEFORE = timedelta(days=2)


class DayRange(Protocol):
    """A half-open range of days; None: without an end."""

    @property
    def lower(self) -> date | None: ...
    @property
    def upper(self) -> date | None: ...


class SlotTerms(Protocol):
    """A slot, as `AirSlot` is."""

    @property
    def station_id(self) -> int: ...
    @property
    def weekday(self) -> int: ...
    @property
    def begins(self) -> time: ...
    @property
    def minutes(self) -> int: ...
    @property
    def content(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def period(self) -> DayRange: ...


class ExceptionTerms(Protocol):
    """What was said of one hour of one day, as `AirException` is."""

    @property
    def station_id(self) -> int: ...
    @property
    def on(self) -> date: ...
    @property
    def begins(self) -> time: ...
    @property
    def kind(self) -> str: ...
    @property
    def minutes(self) -> int | None: ...
    @property
    def reason(self) -> str: ...
    @property
    def entered_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class PlannedAiring:
    """One airing of one day. `off_reason`: why it was called off; `is_off`: it was before its hour, so it is not owed.

    `is_extra`: it stands in no weekly schedule.
    """

    station_id: int
    begins_at: datetime
    minutes: int
    content: str
    source: str = ""
    off_reason: str = ""
    is_off: bool = False
    is_extra: bool = False

    @property
    def is_owed(self) -> bool:
        return self.content == SlotContent.OWN and not self.is_off

    @property
    def due_at(self) -> datetime:
        """Until when its bulletin stands on the portal in time."""
        return self.begins_at + TIME_TO_POST

    @property
    def day(self) -> date:
        return self.begins_at.astimezone(LOCAL_ZONE).date()


def planned_airings(
    slots: Iterable[SlotTerms], exceptions: Iterable[ExceptionTerms], first: date, last: date
) -> list[PlannedAiring]:
    """Return everything that was to be aired from `first` to `last`, both included, by hour, of any stations."""
    said = {(one.station_id, one.on, one.begins): one for one in exceptions}
    found = [
        _planned(slot, day, said.get((slot.station_id, day, slot.begins)))
        for slot in slots
        for day in _days_of(slot, first, last)
    ]
    found += [
        PlannedAiring(
            one.station_id,
            datetime.combine(one.on, one.begins, LOCAL_ZONE),
            one.minutes or 0,
            SlotContent.OWN,
            is_extra=True,
        )
        for one in said.values()
        if one.kind == ExceptionKind.EXTRA and first <= one.on <= last
    ]
    return sorted(found, key=lambda one: (one.begins_at, one.station_id))


def _days_of(slot: SlotTerms, first: date, last: date) -> Iterator[date]:
    start, end = slot.period.lower, slot.period.upper
    day = max(first, start) if start else first
    day += timedelta(days=(slot.weekday - day.isoweekday()) % 7)
    while day <= last and (end is None or day < end):
        yield day
        day += 7 * A_DAY


def _planned(slot: SlotTerms, day: date, said: ExceptionTerms | None) -> PlannedAiring:
    begins_at = datetime.combine(day, slot.begins, LOCAL_ZONE)
    is_called_off = said is not None and said.kind == ExceptionKind.OFF
    return PlannedAiring(
        slot.station_id,
        begins_at,
        slot.minutes,
        slot.content,
        slot.source,
        off_reason=said.reason if said is not None and is_called_off else "",
        is_off=said is not None and is_called_off and said.entered_at < begins_at,
    )


@dataclass(frozen=True, slots=True)
class PostedBulletin:
    """A bulletin of a portal's own: when it says it was aired, and when it was first public there.

    `recording_id`: its sound file; `lacks_text`: it has nothing else.
    """

    portal_id: int
    story_id: int
    title: str
    aired_at: datetime
    posted_at: datetime
    recording_id: int | None = None
    lacks_text: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class AnsweredAiring:
    """An airing that is owed, with the bulletin that answers it; None where none does."""

    airing: PlannedAiring
    bulletin: PostedBulletin | None

    @property
    def is_late(self) -> bool:
        return self.bulletin is not None and self.bulletin.posted_at > self.airing.due_at

    @property
    def is_posted_in_time(self) -> bool:
        return self.bulletin is not None and not self.is_late

    def is_missing(self, now: datetime) -> bool:
        return self.bulletin is None and self.airing.due_at <= now


def answered_airings(
    airings: Sequence[PlannedAiring], bulletins: Iterable[PostedBulletin]
) -> list[AnsweredAiring]:
    """Say of the airings of one station, in the order of their hours, which bulletin answers each.

    A bulletin answers one airing at most: the earliest within `NEAR` of the hour that it says. What it says can be
    changed, when it was posted cannot: one that was posted long before an hour was made for another.
    """
    left = sorted(bulletins, key=lambda one: (one.aired_at, one.posted_at, one.story_id))
    found = []
    for airing in sorted(airings, key=lambda one: one.begins_at):
        fitting = [one for one in left if _fits(one, airing)]
        # What was in time comes before what was not.
        taken = min(fitting, key=lambda one: one.posted_at > airing.due_at, default=None)
        if taken is not None:
            left.remove(taken)
        found.append(AnsweredAiring(airing, taken))
    return found


def _fits(bulletin: PostedBulletin, airing: PlannedAiring) -> bool:
    return (
        abs(bulletin.aired_at - airing.begins_at) <= NEAR
        and bulletin.posted_at >= airing.begins_at - POSTED_BEFORE
    )
