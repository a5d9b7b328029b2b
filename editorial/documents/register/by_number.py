"""Documents by their number: those that stand on a portal, and where on the install the others stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.document_numbers.asked import AskedNumber, number_asked
from editorial.enums import PlacementRole
from editorial.models import OfficialDocumentPage
from editorial.models.placement import story_path
from editorial.public.search_hits import SearchHit, SearchHits
from portals.addresses import origin_of
from portals.models import Portal

from .listed import (
    SECTION_SLUG,
    RegisteredDocument,
    newest_first,
    page_of_rows,
    standing_documents,
)

# Every commune writes a decision of each number each year.
MOST_NUMBERED = 20


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A document that stands on another portal, by the one that published it."""

    title: str
    abstract: str
    issuer: str
    issued_on: date
    portal_name: str
    address: str


def numbered_on(portal: Portal, asked: AskedNumber) -> list[RegisteredDocument]:
    """Return the documents of `portal` with that number, the newest first, `MOST_NUMBERED` + 1 at most. One query."""
    return numbered_among(standing_documents(portal), asked)


def numbered_among(
    documents: QuerySet[OfficialDocumentPage], asked: AskedNumber
) -> list[RegisteredDocument]:
    """Return those of `documents`, which stand on one portal, as `numbered_on` does."""
    found = page_of_rows(newest_first(_numbered(documents, asked)), 0, MOST_NUMBERED + 1)
    best = _likeliest({one.number_key for one in found}, asked)
    return [one for one in found if one.number_key in best]


def numbered_elsewhere(asked: AskedNumber) -> list[Elsewhere]:
    """Return those with that number wherever they were published, `MOST_NUMBERED` + 1 at most. One query.

    For a portal on which none stands.
    """
    documents = _numbered(
        OfficialDocumentPage.objects.filter(
            live=True,
            placements__removed_at__isnull=True,
            placements__role=PlacementRole.ORIGIN,
            placements__portal__site__isnull=False,
        ),
        asked,
    )
    rows = newest_first(documents).values_list(
        *("number_key", "title", "lead", "issuer", "issued_on", "slug", "pk"),
        *(SECTION_SLUG, "placements__portal__name", "placements__portal__site__hostname"),
    )[: MOST_NUMBERED + 1]
    found = [
        (key, Elsewhere(title, lead, issuer, day, name, origin_of(host) + story_path(at, slug, pk)))
        for key, title, lead, issuer, day, slug, pk, at, name, host in rows
    ]
    best = _likeliest({key for key, _one in found}, asked)
    return [one for key, one in found if key in best]


def hits_of(portal: Portal, text: str) -> SearchHits | None:
    """Find what a search names by its number: on the portal, else on others. Two queries at most."""
    asked = number_asked(text)
    if asked is None:
        return None
    if found := numbered_on(portal, asked):
        return SearchHits(
            gettext_lazy("Documents with this number"),
            [
                SearchHit(one.title, one.abstract, one.path, (one.issuer,))
                for one in found[:MOST_NUMBERED]
            ],
        )
    return SearchHits(
        gettext_lazy("Documents with this number on other portals"),
        [
            SearchHit(one.title, one.abstract, one.address, (one.issuer,), one.portal_name)
            for one in numbered_elsewhere(asked)[:MOST_NUMBERED]
        ],
    )


def of_day(asked: AskedNumber, day: date) -> AskedNumber:
    return replace(asked, day=day, year=day.year)


def unreadable_day() -> str:
    return _("The day in the address is none, so documents of all days are shown.")


def _numbered(
    documents: QuerySet[OfficialDocumentPage], asked: AskedNumber
) -> QuerySet[OfficialDocumentPage]:
    found = documents.filter(number_key__in=asked.keys)
    if asked.day is not None:
        return found.filter(issued_on=asked.day)
    if asked.year is not None:
        return found.filter(
            issued_on__gte=date(asked.year, 1, 1), issued_on__lte=date(asked.year, 12, 31)
        )
    return found


def _likeliest(found: Iterable[str], asked: AskedNumber) -> set[str]:
    """Return the keys with the longest letters that were found: with the year in them, and without."""
    there = set(found)
    first = next((key for key in asked.keys if key in there), "")
    return {key for key in there if key.rpartition("/")[2] == first.rpartition("/")[2]}
