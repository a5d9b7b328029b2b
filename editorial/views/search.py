"""Search on one portal."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from editorial.queries.images import load_renditions
from editorial.queries.origins import name_sources
from editorial.search.stories import MOST_MATCHES, Found, Order, find_stories
from portals.requests import PublicRequest

from .frame import render_page

RESULTS_A_PAGE = 20
LAST_PAGE = MOST_MATCHES // RESULTS_A_PAGE
LONGEST_QUERY = 200


@require_safe
def search(request: PublicRequest) -> HttpResponse:
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    order = Order.RANK if request.GET.get("sap-xep") == "lien-quan" else Order.NEWEST
    number = _page_number(request.GET.get("trang", ""))
    found: Found | None = None
    if text:
        found = find_stories(
            request.portal,
            text,
            order=order,
            offset=(number - 1) * RESULTS_A_PAGE,
            limit=RESULTS_A_PAGE,
        )
        name_sources(found.placements)
        load_renditions([placement.story.lead_image for placement in found.placements])
    context = {
        "query": text,
        "found": found,
        "by_rank": order is Order.RANK,
        "number": number,
        "previous": number - 1,
        "next": number + 1 if found and found.total > number * RESULTS_A_PAGE else 0,
    }
    return render_page(request, request.portal, "editorial/pages/search.html", context)


def _page_number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1
    return min(max(number, 1), LAST_PAGE)
