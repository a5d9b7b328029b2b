"""The home page of a portal."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from editorial.public.home_blocks import HomeContext, shown_blocks
from editorial.public.queries.home import choices_of
from portals.models import Portal
from portals.pagecache.freshness import fresh_until
from portals.process_cache import process_cache
from portals.requests import PublicRequest

from .frame import render_page


@require_safe
def home(request: PublicRequest) -> HttpResponse:
    return render_home(request, request.portal)


def render_home(request: HttpRequest, portal: Portal) -> HttpResponse:
    choices = process_cache.get(
        ("home", portal.pk), request=request, read=lambda _day: choices_of(portal)
    )
    home = HomeContext(portal=portal, now=timezone.now(), request=request)
    context = {
        "blocks": shown_blocks(choices or (), home),
        "at_home": True,
        "tells_body": True,
    }
    response = render_page(request, portal, "editorial/public/home.html", context)
    if home.stories.changes_at is not None:
        fresh_until(response, home.stories.changes_at)
    return response
