"""All portals of the province: as a tree where they are few, else as a list to search and to leaf through."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portals.clock import local_date
from portals.queries import find_portals, open_by_tier, open_portals
from portals.requests import PublicRequest

from .frame import render_page

# What a reader still takes in at once; beyond it the page would weigh hundreds of kilobytes, too.
MOST_AS_TREE = 300
PORTALS_A_PAGE = 100
LONGEST_NAME = 100


@require_safe
def portal_list(request: PublicRequest) -> HttpResponse:
    day = local_date(timezone.now())
    tiers = open_by_tier(day)
    total = sum(one.portals for one in tiers)
    name = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_NAME]
    tier = request.GET.get("cap", "")
    # A tier that has no portal, or never was: all of them.
    tier = tier if any(one.tier.code == tier for one in tiers) else ""
    context: dict[str, Any] = {"tiers": tiers, "name": name, "tier": tier, "total": total}
    if name or tier or total > MOST_AS_TREE:
        context |= _page(day, name, tier, request.GET.get("trang", ""))
    else:
        context["trees"] = open_portals(day)
    return render_page(request, request.portal, "editorial/public/portal_list.html", context)


def _page(day: date, name: str, tier: str, asked: str) -> dict[str, Any]:
    number = max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
    found = find_portals(
        day, text=name, tier=tier, offset=(number - 1) * PORTALS_A_PAGE, limit=PORTALS_A_PAGE
    )
    return {
        "found": found,
        "number": number,
        "previous": number - 1,
        "next": number + 1 if found.total > number * PORTALS_A_PAGE else 0,
    }
