"""The section of bulletins: one week, day by day, with what was to be aired and what came of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, Q
from django.http import HttpRequest
from django.utils import timezone

from editorial.public.section_lists import SectionList
from editorial.schedules.weeks import A_WEEK, monday_in
from editorial.stations.models import Station
from editorial.stations.queries import SlotOfDay, slots_of_days, station_of
from portals.calendar.weekdays import monday_of, weekday_name
from portals.clock import local_date
from portals.models import Portal
from portals.queries import overseen_by

from .models import BroadcastPage
from .playing import length_words
from .queries import ListedBulletin, bulletins_of_days

WEEK = "tuan"


@dataclass(frozen=True, slots=True)
class ArchiveRow:
    """An hour of a day: what was to be aired then, the bulletin that stands for it, or both."""

    at: datetime
    slot: SlotOfDay | None
    bulletin: ListedBulletin | None

    @property
    def length(self) -> str:
        return length_words(self.bulletin.seconds) if self.bulletin else ""

    @property
    def is_missing(self) -> bool:
        return self.slot is not None and self.slot.is_missing and self.bulletin is None


@dataclass(frozen=True, slots=True)
class ArchiveDay:
    day: date
    rows: list[ArchiveRow]

    @property
    def name(self) -> str:
        return weekday_name(self.day.isoweekday())


def read_archive(request: HttpRequest, portal: Portal) -> dict[str, Any] | None:
    """Return the week asked for, else this one; None where the portal has neither a station nor bulletins.

    Eight queries at most.
    """
    now = timezone.now()
    today = local_date(now)
    asked = monday_in(request.GET.get(WEEK, ""))
    monday = asked or monday_of(today)
    sunday = monday + A_WEEK - timedelta(days=1)
    bulletins = bulletins_of_days(portal, monday, sunday)
    slots = slots_of_days(portal, monday, sunday, now)
    station = station_of(portal, today)
    if station is None and not (bulletins or slots or _any_bulletin(portal)):
        return None
    return {
        "station": station,
        "monday": monday,
        "sunday": sunday,
        "is_this_week": monday == monday_of(today),
        "before": monday - A_WEEK,
        "after": monday + A_WEEK if monday < monday_of(today) else None,
        "days": days_of_week(monday, bulletins, slots),
        "today": today,
        "is_narrowed": asked is not None,
        "age": None,
        "is_stale": False,
        "has_below": _oversees(portal),
    }


def days_of_week(
    monday: date, bulletins: list[ListedBulletin], slots: dict[date, list[SlotOfDay]]
) -> list[ArchiveDay]:
    """Put each bulletin beside the airing that it stands for; what stands for none has an hour of its own. Pure."""
    known = {one.story_id: one for one in bulletins}
    rows: dict[date, list[ArchiveRow]] = defaultdict(list)
    told: set[int] = set()
    for day, of_day in slots.items():
        for slot in of_day:
            bulletin = known.get(slot.story_id) if slot.story_id else None
            told |= {bulletin.story_id} if bulletin else set()
            rows[day].append(ArchiveRow(slot.begins_at, slot, bulletin))
    for one in bulletins:
        if one.story_id not in told:
            rows[one.day].append(ArchiveRow(one.aired_at, None, one))
    days = [monday + timedelta(days=number) for number in range(7)]
    return [
        ArchiveDay(day, sorted(rows[day], key=lambda row: row.at)) for day in days if rows.get(day)
    ]


def _any_bulletin(portal: Portal) -> bool:
    return BroadcastPage.objects.filter(
        placements__portal=portal, placements__kind=BroadcastPage.story_kind
    ).exists()


def _oversees(portal: Portal) -> bool:
    return overseen_by(portal, local_date(timezone.now())).exists()


def holds_bulletins(portal: Portal) -> Exists | Q:
    """Whether a station of the portal has something to tell, where no bulletin stands."""
    return Exists(Station.objects.filter(portal=portal))


ARCHIVE = SectionList(
    "editorial/broadcasts/archive.html",
    read_archive,
    query=frozenset({WEEK}),
    kind=BroadcastPage.story_kind,
    holds=holds_bulletins,
)
