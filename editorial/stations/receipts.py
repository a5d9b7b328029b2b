"""Who aired a bulletin, and which received ones wait to be aired."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, Min, OuterRef

from editorial.enums import PlacementRole, RemovalKind
from editorial.models import Placement
from editorial.querysets import PlacementQuerySet
from portals.clock import local_date

from .bulletins import bulletin_kind
from .models import Airing, Station

if TYPE_CHECKING:
    from editorial.models import StoryPage

# What nobody aired in this time is no news any more.
WAITS = timedelta(days=7)
# What ends so was wrong, or not to be said.
TAKEN_BACK = (RemovalKind.IN_ERROR, RemovalKind.WITHDRAWN)


def is_bulletin(story: StoryPage) -> bool:
    kind = bulletin_kind()
    return (
        kind is not None
        and story.specific_class is not None
        and (getattr(story.specific_class, "story_kind", "") == kind.code)
    )


def first_aired(story_id: int, portals: Collection[int]) -> dict[int, datetime]:
    """Return by portal when its station first aired the story; without those that did not. One query."""
    rows = (
        Airing.objects.filter(story=story_id, station__portal__in=portals)
        .order_by()
        .values("station__portal")
        .annotate(first=Min("aired_at"))
    )
    return dict(rows.values_list("station__portal", "first"))


def with_stations(portals: Collection[int], now: datetime) -> set[int]:
    """Those of the portals that have a station now. One query."""
    stations = Station.objects.in_force(local_date(now)).filter(portal__in=portals)
    return set(stations.values_list("portal", flat=True))


def to_air(now: datetime) -> PlacementQuerySet:
    """Placements of bulletins of others that stand on a portal with a station, which has aired none of them."""
    kind = bulletin_kind()
    if kind is None:
        return Placement.objects.none()
    stations = Station.objects.in_force(local_date(now)).filter(portal=OuterRef("portal"))
    aired = Airing.objects.filter(story=OuterRef("story"), station__portal=OuterRef("portal"))
    return (
        Placement.objects.standing()
        .filter(kind=kind.code, placed_at__gt=now - WAITS)
        .exclude(role=PlacementRole.ORIGIN)
        .filter(Exists(stations), ~Exists(aired))
    )


def to_correct(now: datetime) -> PlacementQuerySet:
    """Placements that were taken off as wrong after the portal's station had aired them, and said nothing since.

    What a station airs of such a bulletin after its end is its correction.
    """
    kind = bulletin_kind()
    if kind is None:
        return Placement.objects.none()
    aired = Airing.objects.filter(story=OuterRef("story"), station__portal=OuterRef("portal"))
    stations = Station.objects.in_force(local_date(now)).filter(portal=OuterRef("portal"))
    again = Placement.objects.standing().filter(story=OuterRef("story"), portal=OuterRef("portal"))
    return Placement.objects.filter(
        Exists(stations),
        Exists(aired.filter(aired_at__lte=OuterRef("removed_at"))),
        ~Exists(aired.filter(aired_at__gt=OuterRef("removed_at"))),
        ~Exists(again),
        kind=kind.code,
        removed_at__gt=now - WAITS,
        removal_kind__in=TAKEN_BACK,
    )
