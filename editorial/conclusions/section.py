"""The section of inspections: what was concluded, by year and body, and how much of what was asked is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from editorial.enums import PlacementRole
from editorial.models import Placement
from editorial.models.placement import story_path
from editorial.procedures.words import folded_words, has_accents, procedure_words, typed_words
from editorial.public.section_lists import SectionList
from portals.clock import local_date
from portals.models import Portal
from portals.text import nfc

from .enums import FollowUp
from .models import ConclusionPage

SECTION_TYPE = "thanh-tra"
TEXT, YEAR = "q", "nam"
MOST_SHOWN = 60
LONGEST_QUERY = 200


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


def read_conclusions(request: HttpRequest, portal: Portal) -> dict[str, Any] | None:
    """Return what the page shows; None where the portal concluded nothing. Two queries."""
    told = _own(portal).values_list("concluded_on__year", flat=True)
    years = sorted(set(told.distinct()), reverse=True)
    if not years:
        return None
    asked = request.GET.get(YEAR, "")
    year = next((one for one in years if str(one) == asked), None)
    text = " ".join(nfc(request.GET.get(TEXT, "").replace("\x00", "")).split())[:LONGEST_QUERY]
    found = conclusions_of(portal, local_date(timezone.now()), year=year, text=text)
    return {
        "conclusions": list(islice(found, MOST_SHOWN)),
        "years": years,
        "year": year,
        "text": text,
        "is_narrowed": bool(year or text),
    }


def _own(portal: Portal) -> QuerySet[ConclusionPage]:
    """What the portal itself concluded, not its versions of others' texts."""
    placed = Placement.objects.standing().filter(
        portal=portal, role=PlacementRole.ORIGIN, kind=ConclusionPage.story_kind
    )
    return ConclusionPage.objects.filter(placements__in=placed, live=True, adapted_from=None)


def conclusions_of(
    portal: Portal, today: date, *, year: int | None = None, text: str = ""
) -> Iterator[ListedConclusion]:
    """Yield the portal's own, the newest first: of a year, and with each word of `text` in subject, body or number.

    One query. An accent that was typed counts; a word without finds all that it means.
    """
    is_open = Q(recommendations__state=FollowUp.OPEN)
    own = _own(portal).filter(concluded_on__year=year) if year else _own(portal)
    rows = (
        own.annotate(
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
    typed = typed_words(text)
    # An agency concludes a few times a year: what words are asked for is looked up in all of them.
    for title, section, slug, pk, body, number, on, asked, still, overdue in (
        rows if typed else rows[:MOST_SHOWN]
    ):
        if _has(typed, procedure_words((title, body, number))):
            path = story_path(section, slug, pk)
            yield ListedConclusion(title, path, body, number, on, asked, asked - still, overdue)


def _has(typed: Iterable[str], words: str) -> bool:
    folded = folded_words(words)
    return all(f" {one}" in (words if has_accents(one) else folded) for one in typed)


IN_SECTION = SectionList(
    "editorial/conclusions/section.html", read_conclusions, query=frozenset({TEXT, YEAR})
)
