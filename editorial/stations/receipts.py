"""Who aired a bulletin, and which received ones wait to be aired."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Case, Exists, F, Min, OuterRef, Q, QuerySet, When

from editorial.enums import PlacementRole, RemovalKind
from editorial.models import Placement
from editorial.querysets import PlacementQuerySet
from portals.clock import local_date

from .bulletins import bulletin_kind
from .deadlines import air_by
from .enums import AiringWord
from .models import Airing, Station

if TYPE_CHECKING:
    from editorial.models import StoryPage

# What nobody aired in this time is no news any more.
WAITS = timedelta(days=7)
# What is older is no receipt any more.
FURTHEST_BACK = timedelta(days=31)
# What ends so was wrong, or not to be said.
TAKEN_BACK = (RemovalKind.IN_ERROR, RemovalKind.WITHDRAWN)
_SAME = Q(story=OuterRef("story"), station__portal=OuterRef("portal"))


def is_bulletin(story: StoryPage) -> bool:
    kind = bulletin_kind()
    return (
        kind is not None
        and story.specific_class is not None
        and (getattr(story.specific_class, "story_kind", "") == kind.code)
    )


def airings_told() -> QuerySet[Airing]:
    """What was aired, without corrections of it."""
    return Airing.objects.filter(said=AiringWord.AIRED)


def first_aired(story_id: int, portals: Collection[int]) -> dict[int, datetime]:
    """Return by portal when its station first aired the story; without those that did not. One query."""
    rows = (
        airings_told()
        .filter(story=story_id, station__portal__in=portals)
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
    """Placements of bulletins of others on portals with a station that has aired none of them, urgent ones first.

    `is_urgent`: it is of that class, or pinned on top as long as that lasts. `air_by`: its deadline, or None;
    `is_late`: that has passed.
    """
    kind = bulletin_kind()
    if kind is None:
        return Placement.objects.none()
    return (
        Placement.objects.standing()
        .filter(kind=kind.code, placed_at__gt=now - WAITS)
        .exclude(role=PlacementRole.ORIGIN)
        .filter(Exists(_stations(now)), ~Exists(airings_told().filter(_SAME)))
        .annotate(
            is_urgent=Case(
                When(
                    Q(pinned_until__gt=now)
                    | Q(**{f"story__{kind.is_urgent[0]}": kind.is_urgent[1]}),
                    then=True,
                ),
                default=False,
            ),
            air_by=air_by(),
        )
        .annotate(is_late=Case(When(air_by__lt=now, then=True), default=False))
        .order_by("-is_urgent", "-placed_at", "-pk")
    )


def to_correct(now: datetime) -> PlacementQuerySet:
    """Placements that were taken off as wrong, were aired or may have been, and of which nothing was said since.

    `is_told`: somebody said that it was aired. Of the others those stay in question that were sent to the station, and
    own ones whose hour had come: who aired one may not have said so yet.
    """
    kind = bulletin_kind()
    if kind is None:
        return Placement.objects.none()
    said = Airing.objects.filter(_SAME)
    since = said.filter(aired_at__gt=OuterRef("removed_at"))
    again = Placement.objects.standing().filter(story=OuterRef("story"), portal=OuterRef("portal"))
    hour = f"story__{kind.aired_at}"
    own_and_due = Q(
        role=PlacementRole.ORIGIN,
        **{f"{hour}__lte": F("removed_at"), f"{hour}__gt": F("removed_at") - FURTHEST_BACK},
    )
    sent = ~Q(role=PlacementRole.ORIGIN) & Q(placed_at__gt=F("removed_at") - FURTHEST_BACK)
    return (
        Placement.objects.filter(
            Exists(_stations(now)),
            ~Exists(since.filter(said=AiringWord.CORRECTED)),
            ~Exists(again),
            kind=kind.code,
            removed_at__gt=now - WAITS,
            removal_kind__in=TAKEN_BACK,
        )
        .annotate(
            is_told=Exists(
                said.filter(said=AiringWord.AIRED, aired_at__lte=OuterRef("removed_at"))
            ),
            is_denied=Exists(since.filter(said=AiringWord.NOT_AIRED)),
        )
        .filter(Q(is_told=True) | Q(own_and_due | sent, is_denied=False))
    )


def _stations(now: datetime) -> QuerySet[Station]:
    return Station.objects.in_force(local_date(now)).filter(portal=OuterRef("portal"))
