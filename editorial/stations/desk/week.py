"""The week of a station as its page shows it: a row an hour, a column a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from editorial.stations.models import AirSlot
from editorial.stations.queries import SlotOfDay, slots_of_days
from portals.calendar.weekdays import weekday_name
from portals.clock import LOCAL_ZONE

if TYPE_CHECKING:
    from portals.models import Portal


@dataclass(frozen=True, slots=True)
class WeekColumn:
    day: date
    name: str


@dataclass(frozen=True, slots=True)
class WeekGrid:
    """`rows`: the hour, and what is aired then on each of the seven days; None where nothing is."""

    columns: Sequence[WeekColumn]
    rows: Sequence[tuple[str, Sequence[SlotOfDay | None]]]


def week_grid(portal: Portal, monday: date, now: datetime) -> WeekGrid:
    """Three queries."""
    days = [monday + timedelta(days=past) for past in range(7)]
    found = slots_of_days(portal, days[0], days[-1], now)
    by_hour = {
        (day, f"{one.begins_at.astimezone(LOCAL_ZONE):%H:%M}"): one
        for day, slots in found.items()
        for one in slots
    }
    hours = sorted({hour for _day, hour in by_hour})
    return WeekGrid(
        [WeekColumn(day, weekday_name(day.isoweekday())) for day in days],
        [(hour, [by_hour.get((day, hour)) for day in days]) for hour in hours],
    )


def named_slots(slots: Sequence[AirSlot]) -> list[tuple[str, AirSlot]]:
    """Each slot of a schedule with the name of its day."""
    return [(weekday_name(one.weekday), one) for one in slots]
