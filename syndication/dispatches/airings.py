"""By when a bulletin that was sent is to be aired, and which stations did, as the delivery board tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from editorial.models import Placement
from editorial.stations.bulletins import bulletin_kind
from editorial.stations.models import Station
from editorial.stations.receipts import airings_told, first_aired, with_stations
from portals.clock import local_date
from syndication.models import Delivery, Dispatch
from syndication.queries import HAVE_IT

# An urgent one has no other deadline: it is to be aired while it is urgent.
AIR_BY = Coalesce("dispatch__due_at", "dispatch__urgent_until")


def air_by_of_placement() -> Subquery:
    """The earliest deadline of what brought a placement's story to its portal; null where nothing was sent there."""
    sent = Delivery.objects.filter(
        portal=OuterRef("portal"), dispatch__story=OuterRef("story"), state__in=HAVE_IT
    ).annotate(air_by=AIR_BY)
    return Subquery(
        sent.filter(air_by__isnull=False).order_by("air_by").values("air_by")[:1],
        output_field=DateTimeField(),
    )


def aired_too_late(now: datetime) -> Q:
    """The condition, on deliveries, that a station had a bulletin and did not air it by a deadline that has passed."""
    kind = bulletin_kind()
    due = Coalesce(OuterRef("dispatch__due_at"), OuterRef("dispatch__urgent_until"))
    stations = Station.objects.in_force(local_date(now)).filter(portal=OuterRef("portal"))
    aired = airings_told().filter(
        story=OuterRef("dispatch__story"), station__portal=OuterRef("portal"), aired_at__lte=due
    )
    there = Placement.objects.filter(
        portal=OuterRef("portal"),
        story=OuterRef("dispatch__story"),
        kind=kind.code if kind else "",
    )
    is_over = Q(dispatch__due_at__lt=now) | Q(dispatch__due_at=None, dispatch__urgent_until__lt=now)
    return Q(
        is_over,
        Exists(stations),
        ~Exists(aired),
        Exists(there),
        state__in=HAVE_IT,
    )


@dataclass(frozen=True, slots=True)
class ToldAiring:
    """When the portal's station first aired it; `is_late`: after the deadline, or not yet though it is over."""

    at: datetime | None
    is_late: bool
    has_station: bool


def tell_airings(deliveries: Sequence[Any], dispatch: Dispatch, now: datetime) -> None:
    """Note on each delivery as `airing` what its station did. Two queries, however many."""
    due = dispatch.due_at or dispatch.urgent_until
    portals = {one.portal_id for one in deliveries}
    aired, stations = first_aired(dispatch.story_id, portals), with_stations(portals, now)
    for one in deliveries:
        at, has_station = aired.get(one.portal_id), one.portal_id in stations
        is_over = due is not None and (at or now) > due
        one.airing = ToldAiring(at, has_station and is_over, has_station)
