"""Search on one portal."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

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
    everywhere = request.GET.get("pham-vi") == "tat-ca"
    found: Found | None = None
    if text:
        found = find_stories(
            None if everywhere else request.portal,
            text,
            order=order,
            offset=(number - 1) * RESULTS_A_PAGE,
            limit=RESULTS_A_PAGE,
        )
    context = {
        "query": text,
        "found": found,
        "by_rank": order is Order.RANK,
        "everywhere": everywhere,
        "number": number,
        "previous": number - 1,
        "next": number + 1 if found and found.goes_on else 0,
    }
    response = render_page(request, request.portal, "editorial/pages/search.html", context)
    if everywhere:
        # The edition of this portal says nothing of what is withdrawn from the others.
        response["Cache-Control"] = "no-store"
    return response


def _page_number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1
    return min(max(number, 1), LAST_PAGE)
