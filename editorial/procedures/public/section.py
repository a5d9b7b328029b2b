"""The section of procedures as the list of its portal: what the page shows, from the address alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists
from django.http import HttpRequest

from editorial.procedures.handling import procedures_of
from editorial.procedures.models import CatalogueFile
from editorial.public.section_lists import SectionList
from portals.models import Portal
from portals.process_cache import process_cache

from .found import found_by_words, nearest_by_words
from .listed import (
    CountedProcedures,
    ListedProcedure,
    ProcedureCounts,
    procedure_counts,
    procedure_lines,
)

SECTION_TYPE = "tthc"
TEXT, FIELD, EVENT, PAGE = "q", "linh-vuc", "su-kien", "trang"
NARROWING = (TEXT, FIELD, EVENT)
ROWS_A_PAGE = 20
LAST_PAGE = 200
LONGEST_QUERY = 200
MOST_NEAR = 5


@dataclass(frozen=True, slots=True)
class ProcedureList:
    """One page of the list as it is narrowed."""

    rows: list[ListedProcedure]
    total: int
    number: int

    @property
    def next(self) -> int:
        return self.number + 1 if self.number * ROWS_A_PAGE < self.total else 0

    @property
    def previous(self) -> int:
        return self.number - 1


def counts_for(request: HttpRequest, portal: Portal) -> ProcedureCounts:
    """Return the counts of the whole list, kept by the process under the portal's edition. One query at most."""
    counts = process_cache.get(
        ("procedures", portal.pk), request=request, read=lambda _day: procedure_counts(portal)
    )
    return counts or procedure_counts(portal)


def read_procedures(request: HttpRequest, portal: Portal) -> dict[str, Any] | None:
    """Return what the page shows; None where the portal handles no procedure. Five queries at most."""
    counts = counts_for(request, portal)
    if not counts.total:
        return None
    asked = {name: _typed(request, name) for name in NARROWING}
    field = _chosen(counts.fields, asked[FIELD])
    event = _chosen(counts.events, asked[EVENT])
    narrowed = procedures_of(portal)
    if field:
        narrowed = narrowed.filter(field_key=field.value)
    if event:
        narrowed = narrowed.filter(life_events__contains=[event.value])
    found = found_by_words(narrowed, asked[TEXT])
    kept = {
        name: value
        for name, value in (
            (TEXT, asked[TEXT]),
            (FIELD, field.value if field else ""),
            (EVENT, event.value if event else ""),
        )
        if value
    }
    number = _page_number(request.GET.get(PAGE, ""))
    begin = (number - 1) * ROWS_A_PAGE
    total = found.count() if kept else counts.total
    return {
        "list": ProcedureList(
            procedure_lines(found[begin : begin + ROWS_A_PAGE]) if total else [], total, number
        ),
        "nearest": []
        if total
        else procedure_lines(nearest_by_words(narrowed, asked[TEXT])[:MOST_NEAR]),
        "counts": counts,
        "text": asked[TEXT],
        "field": field,
        "event": event,
        "kept": urlencode(kept),
        "exported_on": exported_on(),
        # Of procedures the export says how old they are, and not what else stands in the section.
        "age": None,
        "is_stale": False,
    }


def exported_on() -> date | None:
    """Return of which day the export was that stands here. One query."""
    return (
        CatalogueFile.objects.filter(begun__isnull=False)
        .order_by("-exported_on", "-pk")
        .values_list("exported_on", flat=True)
        .first()
    )


def holds_procedures(portal: Portal) -> Exists:
    return Exists(procedures_of(portal))


def _typed(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", "").strip()[:LONGEST_QUERY]


def _chosen(options: list[CountedProcedures], value: str) -> CountedProcedures | None:
    return next((one for one in options if one.value == value), None)


def _page_number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1
    return min(max(number, 1), LAST_PAGE)


PROCEDURES = SectionList(
    "editorial/procedures/list.html",
    read_procedures,
    query=frozenset({*NARROWING, PAGE}),
    holds=holds_procedures,
)
