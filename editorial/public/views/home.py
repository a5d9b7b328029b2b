"""The home page of a portal."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from editorial.public.home_blocks import HomeContext, shown_blocks
from editorial.public.queries.former import decision_on_opening, former_units
from editorial.public.queries.home import choices_of
from portals.clock import local_date
from portals.models import Portal
from portals.pagecache.freshness import fresh_until
from portals.process_cache import process_cache
from portals.requests import PublicRequest

from .frame import kept_html, render_page

DAYS_NEW = timedelta(days=90)


@require_safe
def home(request: PublicRequest) -> HttpResponse:
    return render_home(request, request.portal)


def opened_lately(request: HttpRequest, portal: Portal, day: date) -> SafeString:
    """What is said of a portal in its first days: since when it is there, and what was before. Three queries at most.

    Pages are rendered anew each day, so it goes by itself.
    """
    is_new = timedelta() <= day - portal.opened_on < DAYS_NEW and not portal.has_ended_by(day)
    if not is_new:
        return SafeString()
    return kept_html(
        request,
        ("opened", portal.pk),
        "editorial/public/components/opened.html",
        lambda today: {
            "portal": portal,
            "mandate": decision_on_opening(portal),
            "units": former_units(portal, today),
        },
    )


def render_home(request: HttpRequest, portal: Portal) -> HttpResponse:
    choices = process_cache.get(
        ("home", portal.pk), request=request, read=lambda _day: choices_of(portal)
    )
    home = HomeContext(portal=portal, now=timezone.now(), request=request)
    context = {
        "blocks": shown_blocks(choices or (), home),
        "opened": opened_lately(request, portal, local_date(home.now)),
        "at_home": True,
        "tells_body": True,
    }
    response = render_page(request, portal, "editorial/public/home.html", context)
    if home.stories.changes_at is not None:
        fresh_until(response, home.stories.changes_at)
    return response
