"""What stations were to air, which bulletin stands for what of it, and what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from portals.clock import LOCAL_ZONE, local_date

from .airings import (
    A_DAY,
    NEAR,
    AnsweredAiring,
    PlannedAiring,
    PostedBulletin,
    answered_airings,
    planned_airings,
)
from .bulletins import own_bulletins
from .enums import SlotContent
from .models import AirException, AirSlot, Station

if TYPE_CHECKING:
    from portals.models import Portal


@dataclass(frozen=True, slots=True)
class SlotOfDay:
    """One airing of a day as citizens read it. `story_id`: the bulletin that stands for it.

    `label` says what is aired, and of what is not owed why not. `is_missing`: its bulletin should stand there by now.
    """

    begins_at: datetime
    minutes: int
    label: str
    is_owed: bool
    story_id: int | None = None
    is_missing: bool = False


def station_of(portal: Portal, day: date) -> Station | None:
    """The station that `portal` has on `day`. One query."""
    return Station.objects.in_force(day).filter(portal=portal).first()


def slots_of_day(portal: Portal, day: date, now: datetime | None = None) -> list[SlotOfDay]:
    """Return what the station of `portal` airs on `day`, by hour; nothing where it has none. Three queries."""
    return slots_of_days(portal, day, day, now).get(day, [])


def slots_of_days(
    portal: Portal, first: date, last: date, now: datetime | None = None
) -> dict[date, list[SlotOfDay]]:
    """Return the same of each day on which something is aired, from `first` to `last`. Three queries."""
    now = now or timezone.now()
    planned = planned_of([portal.pk], first, last)
    answers = {
        one.airing.begins_at: one for one in _answers(planned, first, last).get(portal.pk, ())
    }
    found: dict[date, list[SlotOfDay]] = defaultdict(list)
    for one in planned.get(portal.pk, ()):
        found[one.day].append(_shown(one, answers.get(one.begins_at) if one.is_owed else None, now))
    return dict(found)


def _shown(airing: PlannedAiring, answer: AnsweredAiring | None, now: datetime) -> SlotOfDay:
    return SlotOfDay(
        airing.begins_at,
        airing.minutes,
        airing_words(airing),
        airing.is_owed,
        answer.bulletin.story_id if answer and answer.bulletin else None,
        answer is not None and answer.is_missing(now),
    )


def planned_of(portals: Collection[int], first: date, last: date) -> dict[int, list[PlannedAiring]]:
    """Return by portal everything that its stations were to air from `first` to `last`. Two queries.

    A station airs nothing before its first day nor after its last, whatever its slots say.
    """
    days = DateRange(first, last + A_DAY)
    own = {"station__portal__in": portals, "station__period__overlap": days}
    slots = list(AirSlot.objects.filter(**own, period__overlap=days).select_related("station"))
    exceptions = list(
        AirException.objects.filter(**own, on__gte=first, on__lte=last).select_related("station")
    )
    stations = {slot.station_id: slot.station for slot in slots}
    stations |= {said.station_id: said.station for said in exceptions}
    found: dict[int, list[PlannedAiring]] = defaultdict(list)
    for one in planned_airings(slots, exceptions, first, last):
        station = stations[one.station_id]
        if _holds(station.period, one.day):
            found[station.portal_id].append(one)
    return found


def answered_of(
    portals: Collection[int], first: date, last: date, *, at: datetime | None = None
) -> Mapping[int, Sequence[AnsweredAiring]]:
    """Return by portal each owed airing from `first` to `last` with its bulletin: as it stood `at`, or stands now.

    Three queries, however many portals.
    """
    return _answers(planned_of(portals, first, last), first, last, at)


def _answers(
    planned: Mapping[int, Sequence[PlannedAiring]],
    first: date,
    last: date,
    at: datetime | None = None,
) -> dict[int, list[AnsweredAiring]]:
    bulletins = bulletins_of(planned, first, last, at=at)
    return {
        pk: answered_airings([one for one in airings if one.is_owed], bulletins.get(pk, ()))
        for pk, airings in planned.items()
    }


def bulletins_of(
    portals: Collection[int], first: date, last: date, *, at: datetime | None = None
) -> dict[int, list[PostedBulletin]]:
    """Return by portal its own bulletins that may answer an airing from `first` to `last`. One query."""
    found: dict[int, list[PostedBulletin]] = defaultdict(list)
    for bulletin in own_bulletins(
        portals,
        datetime.combine(first, time(), LOCAL_ZONE) - NEAR,
        datetime.combine(last + A_DAY, time(), LOCAL_ZONE) + NEAR,
        at=at,
    ):
        found[bulletin.portal_id].append(bulletin)
    return found


def missing_now(
    portals: Collection[int], now: datetime, days: int
) -> Mapping[int, Sequence[PlannedAiring]]:
    """Return by portal the owed airings of the last `days` whose bulletin should stand there and does not."""
    today = local_date(now)
    found = answered_of(portals, today - timedelta(days=days), today)
    return {
        pk: [one.airing for one in answers if one.is_missing(now)] for pk, answers in found.items()
    }


def slots_ahead(station: Station, day: date) -> list[AirSlot]:
    """What is aired each week on `day` or later, also what begins only then, by weekday and hour. One query."""
    slots = AirSlot.objects.filter(station=station, period__overlap=DateRange(day, None))
    return list(slots.order_by("weekday", "begins", "pk"))


def portals_with_stations(first: date, last: date) -> list[int]:
    """The portals that have a station on some day from `first` to `last`. One query."""
    period = Q(period__overlap=DateRange(first, last + A_DAY))
    return list(Station.objects.filter(period).values_list("portal", flat=True).distinct())


def airing_words(airing: PlannedAiring) -> str:
    """Say what is aired, and of what is not owed why not."""
    if airing.is_extra:
        return _("extra airing of the station")
    if airing.content == SlotContent.RELAYED:
        return _("relayed from %(source)s, not owed here") % {"source": airing.source}
    if airing.content == SlotContent.REPEAT:
        return _("repeat, not owed again")
    if airing.is_off:
        return _("not aired: %(why)s") % {"why": airing.off_reason}
    return _("bulletin of the station")


def _holds(period: DateRange, day: date) -> bool:
    lower, upper = period.lower, period.upper
    return (lower is None or lower <= day) and (upper is None or day < upper)
