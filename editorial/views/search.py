"""Search on one portal: over stories and standing pages, narrowed by kind, section and period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from editorial.models import SectionPage
from editorial.queries.images import load_renditions
from editorial.queries.origins import name_sources
from editorial.queries.sections import sections_of
from editorial.search.information import FoundPages, find_information
from editorial.search.narrowing import KIND_NAMES, NAMES, Narrowing, read_narrowing
from editorial.search.stories import MOST_MATCHES, Found, Order, find_stories
from portals.known import known
from portals.models import Portal
from portals.requests import PublicRequest

from .frame import render_page

RESULTS_A_PAGE = 20
LAST_PAGE = MOST_MATCHES // RESULTS_A_PAGE
LONGEST_QUERY = 200
# Of standing pages beside the stories; the filter by kind shows all of them.
PAGES_BESIDE = 3


@dataclass(frozen=True, slots=True)
class Results:
    """What was found on this page of results; None where a kind was not asked for."""

    stories: Found | None
    pages: FoundPages | None

    @property
    def is_empty(self) -> bool:
        return not ((self.stories and self.stories.total) or (self.pages and self.pages.total))


@require_safe
def search(request: PublicRequest) -> HttpResponse:
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    order = Order.RANK if request.GET.get("sap-xep") == "lien-quan" else Order.NEWEST
    number = _page_number(request.GET.get("trang", ""))
    sections: list[SectionPage] = (
        known.get(
            ("sections", request.portal.pk),
            request=request,
            read=lambda _day: sections_of(request.portal),
        )
        or []
    )
    narrowing = read_narrowing(request.GET, sections)
    results = _find(request.portal, text, narrowing, order, number) if text else None
    kept = {name: request.GET[name] for name in ("q", *NAMES) if request.GET.get(name)}
    context: dict[str, Any] = {
        "query": text,
        "results": results,
        "found": results.stories if results else None,
        "found_pages": results.pages if results else None,
        "narrowing": narrowing,
        "kinds": KIND_NAMES,
        "sections": sections,
        "kept": urlencode(kept),
        "by_rank": order is Order.RANK,
        "number": number,
        "previous": number - 1,
        "next": number + 1 if results and _total(results) > number * RESULTS_A_PAGE else 0,
    }
    return render_page(request, request.portal, "editorial/pages/search.html", context)


def _find(portal: Portal, text: str, narrowing: Narrowing, order: Order, number: int) -> Results:
    """Find stories and pages. At most seven queries, whatever there is."""
    offset = (number - 1) * RESULTS_A_PAGE
    stories: Found | None = None
    pages: FoundPages | None = None
    if narrowing.asks_stories:
        stories = find_stories(
            portal, text, order=order, narrowing=narrowing, offset=offset, limit=RESULTS_A_PAGE
        )
        name_sources(stories.placements)
        load_renditions([placement.story.lead_image for placement in stories.placements])
    if narrowing.asks_pages and not (narrowing.asks_stories and number > 1):
        alone = not narrowing.asks_stories
        pages = find_information(
            portal,
            text,
            offset=offset if alone else 0,
            limit=RESULTS_A_PAGE if alone else PAGES_BESIDE,
        )
    return Results(stories, pages)


def _total(results: Results) -> int:
    if results.stories is not None:
        return results.stories.total
    return results.pages.total if results.pages else 0


def _page_number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1
    return min(max(number, 1), LAST_PAGE)
