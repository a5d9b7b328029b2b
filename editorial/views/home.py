"""The home page of a portal."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from editorial.queries.home import home_blocks
from portals.known import known
from portals.models import Portal
from portals.pagecache.freshness import fresh_until
from portals.queries import overseen_by
from portals.requests import PublicRequest

from .frame import render_page


@require_safe
def home(request: PublicRequest) -> HttpResponse:
    return render_home(request, request.portal)


def render_home(request: HttpRequest, portal: Portal) -> HttpResponse:
    blocks = home_blocks(portal, timezone.now())
    context = {
        "blocks": blocks,
        "tells_body": True,
        "members": known.get(
            ("members", portal.pk),
            request=request,
            read=lambda day: list(overseen_by(portal, day)),
        ),
    }
    response = render_page(request, portal, "editorial/pages/home.html", context)
    if blocks.changes_at is not None:
        fresh_until(response, blocks.changes_at)
    return response
