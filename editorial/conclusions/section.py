"""The section of inspections: what was concluded, by year and body, and how much of what was asked is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone

from editorial.enums import PlacementRole
from editorial.models import Placement
from editorial.models.placement import story_path
from editorial.public.section_parts import SectionPart
from portals.clock import local_date
from portals.models import Portal

from .enums import FollowUp
from .models import ConclusionPage

SECTION_TYPE = "thanh-tra"
MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class ListedConclusion:
    """A conclusion with its recommendations counted."""

    title: str
    path: str
    body: str
    number: str
    on: date
    asked: int
    done: int
    overdue: int


def _said(_request: HttpRequest, portal: Portal) -> dict[str, Any] | None:
    found = list(conclusions_of(portal, local_date(timezone.now())))
    return {"conclusions": found} if found else None


def conclusions_of(portal: Portal, today: date) -> Iterator[ListedConclusion]:
    """Yield the newest that the portal itself concluded, not its versions of others' texts. One query."""
    placed = Placement.objects.standing().filter(
        portal=portal, role=PlacementRole.ORIGIN, kind=ConclusionPage.story_kind
    )
    is_open = Q(recommendations__state=FollowUp.OPEN)
    rows = (
        ConclusionPage.objects.filter(placements__in=placed, live=True, adapted_from=None)
        .annotate(
            asked=Count("recommendations"),
            open=Count("recommendations", filter=is_open),
            overdue=Count("recommendations", filter=is_open & Q(recommendations__due_on__lt=today)),
        )
        .order_by("-concluded_on", "-pk")
        .values_list(
            *("title", "placements__section__slug", "slug", "pk", "inspected_body", "number"),
            *("concluded_on", "asked", "open", "overdue"),
        )
    )
    for title, section, slug, pk, body, number, on, asked, still, overdue in rows[:MOST_SHOWN]:
        path = story_path(section, slug, pk)
        yield ListedConclusion(title, path, body, number, on, asked, asked - still, overdue)


IN_SECTION = SectionPart("editorial/conclusions/part.html", _said)
