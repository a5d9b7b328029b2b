"""The centres of the province as visitors find them: each with its hours in words, never as open or shut now."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from editorial.procedures.models import PointHours, PointOfficer, ServicePoint
from editorial.procedures.saying import hours_in_words
from editorial.procedures.words import folded_words, typed_words
from portals.addresses import main_origin
from portals.models import Portal

CENTRES_A_PAGE = 40


@dataclass(frozen=True, slots=True)
class Centre:
    """A centre with the portal of its body. No query for any of it."""

    name: str
    address: str
    phone: str
    email: str
    map_link: str
    note: str
    portal_name: str
    portal_address: str
    hours: list[str]
    officers: list[PointOfficer]


def open_centres() -> QuerySet[ServicePoint]:
    return ServicePoint.objects.filter(ended_on=None, portal__site__isnull=False)


def centre_of(portal: Portal) -> Centre | None:
    """Return the centre of the body behind `portal`. Three queries."""
    found = _told(open_centres().filter(portal=portal))
    return found[0] if found else None


def centres_named(text: str, number: int) -> tuple[list[Centre], int]:
    """Return one page of the centres that `text` names, by name or place, and how many there are. Four queries."""
    named = Q()
    for word in typed_words(text):
        named &= Q(folded_words__contains=f" {folded_words(word)}")
    found = open_centres().filter(named)
    begin = (number - 1) * CENTRES_A_PAGE
    ordered = found.order_by("portal__tier__level", "portal__name", "pk")
    return _told(ordered[begin : begin + CENTRES_A_PAGE]), found.count()


def _told(points: QuerySet[ServicePoint]) -> list[Centre]:
    rows = points.select_related("portal__site").prefetch_related(
        Prefetch("hours", queryset=PointHours.objects.order_by("weekday")),
        Prefetch("officers", queryset=PointOfficer.objects.order_by("position")),
    )
    return [
        Centre(
            point.name,
            point.address,
            point.phone,
            point.email,
            point.map_link,
            point.note,
            point.portal.name,
            f"{main_origin(point.portal)}/",
            hours_in_words(point.hours.all()),
            list(point.officers.all()),
        )
        for point in rows
    ]
