"""Search on one portal or all: over stories and standing pages, narrowed by kind, section and period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from editorial.public.queries.sections import PortalSection
from editorial.public.search_hits import SearchHits, hits_named
from editorial.search.information import FoundPages, find_information
from editorial.search.narrowing import NAMES, PAGES, Narrowing, kinds_to_choose, read_narrowing
from editorial.search.stories import MOST_MATCHES, FoundStories, SearchOrder, find_stories
from portals.models import Portal
from portals.requests import PublicRequest

from .frame import known_sections, render_page

RESULTS_A_PAGE = 20
LAST_PAGE = MOST_MATCHES // RESULTS_A_PAGE
LONGEST_QUERY = 200
# Of standing pages beside the stories; the filter by kind shows all of them.
PAGES_BESIDE = 3


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What the visitor asked for."""

    text: str
    narrowing: Narrowing
    order: SearchOrder
    everywhere: bool
    number: int

    @property
    def offset(self) -> int:
        return (self.number - 1) * RESULTS_A_PAGE


@dataclass(frozen=True, slots=True)
class Results:
    """What was found on this page of results; None where a kind was not asked for."""

    stories: FoundStories | None
    pages: FoundPages | None
    goes_on: bool

    @property
    def is_empty(self) -> bool:
        return not ((self.stories and self.stories.total) or (self.pages and self.pages.total))


@require_safe
def search(request: PublicRequest) -> HttpResponse:
    sections = [one for one in known_sections(request, request.portal) if one.has_content]
    asked = _read(request, sections)
    results = _find(request.portal, asked) if asked.text else None
    named = _named(request.portal, asked)
    narrowed = {name: request.GET[name] for name in NAMES if request.GET.get(name)}
    context: dict[str, Any] = {
        "query": asked.text,
        "results": results,
        "named": named,
        "found": results.stories if results else None,
        "found_pages": results.pages if results else None,
        "narrowing": asked.narrowing,
        "kinds": kinds_to_choose(),
        "sections": sections,
        "kept": urlencode({"q": asked.text, **narrowed}),
        "by_rank": asked.order is SearchOrder.RANK,
        "everywhere": asked.everywhere,
        "number": asked.number,
        "previous": asked.number - 1,
        "next": asked.number + 1 if results and results.goes_on else 0,
    }
    response = render_page(request, request.portal, "editorial/public/search.html", context)
    if asked.everywhere or any(one.lead_elsewhere for one in named):
        # The edition of this portal says nothing of what is withdrawn from the others.
        response["Cache-Control"] = "no-store"
    return response


def _read(request: PublicRequest, sections: list[PortalSection]) -> SearchRequest:
    narrowing = read_narrowing(request.GET, sections)
    return SearchRequest(
        text=request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY],
        narrowing=narrowing,
        order=SearchOrder.RANK if request.GET.get("sap-xep") == "lien-quan" else SearchOrder.NEWEST,
        # Standing pages are those of this portal.
        everywhere=request.GET.get("pham-vi") == "tat-ca" and narrowing.kind != PAGES,
        number=_page_number(request.GET.get("trang", "")),
    )


def _named(portal: Portal, asked: SearchRequest) -> list[SearchHits]:
    """Return what the words name exactly, above the first page of a search that nothing narrows."""
    return hits_named(portal, asked.text) if asked.number == 1 and asked.narrowing.is_wide else []


def _find(portal: Portal, asked: SearchRequest) -> Results:
    """Find stories and pages. At most three queries, whatever there is."""
    if not asked.narrowing.asks_stories:
        pages = find_information(portal, asked.text, offset=asked.offset, limit=RESULTS_A_PAGE)
        return Results(None, pages, pages.total > asked.offset + RESULTS_A_PAGE)
    stories = find_stories(
        None if asked.everywhere else portal,
        asked.text,
        order=asked.order,
        narrowing=asked.narrowing,
        offset=asked.offset,
        limit=RESULTS_A_PAGE,
    )
    beside = asked.narrowing.asks_pages and not asked.everywhere and asked.number == 1
    return Results(
        stories,
        find_information(portal, asked.text, limit=PAGES_BESIDE) if beside else None,
        stories.goes_on,
    )


def _page_number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1
    return min(max(number, 1), LAST_PAGE)
