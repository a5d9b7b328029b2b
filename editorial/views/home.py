"""The home page of a portal."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from editorial.queries.home import home_blocks
from portals.models import Portal
from portals.pagecache.freshness import fresh_until
from portals.queries import overseen_by, overseen_by_tier
from portals.requests import PublicRequest

from .frame import kept_html, render_page

# The home page names so many member portals; where there are more it counts them by tier.
MOST_MEMBERS = 200


@require_safe
def home(request: PublicRequest) -> HttpResponse:
    return render_home(request, request.portal)


def render_home(request: HttpRequest, portal: Portal) -> HttpResponse:
    blocks = home_blocks(portal, timezone.now())
    context = {
        "blocks": blocks,
        "tells_body": True,
        "members": kept_html(
            request,
            (portal.pk,),
            "editorial/components/members.html",
            lambda day: _members(portal, day),
        ),
        "at_home": True,
    }
    response = render_page(request, portal, "editorial/pages/home.html", context)
    if blocks.changes_at is not None:
        fresh_until(response, blocks.changes_at)
    return response


def _members(portal: Portal, day: date) -> dict[str, Any]:
    members = list(overseen_by(portal, day)[: MOST_MEMBERS + 1])
    if len(members) > MOST_MEMBERS:
        return {"tiers": overseen_by_tier(portal, day)}
    return {"members": members}
