"""The accounts of all portals below one, for the standing editors above."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portals.admin_kit.current import current_portal
from portals.clock import local_date
from portals.models import Portal
from portals.overview.views import may_see_overview
from portals.queries import all_below
from portals.social.queries import social_below


def overseen(request: HttpRequest) -> tuple[Portal, list[Portal]]:
    """The portal in hand and all below it; for who oversees nothing the page does not exist."""
    portal = current_portal(request)
    if portal is None or not may_see_overview(request):
        raise Http404
    return portal, list(all_below([portal], local_date(timezone.now())))


@require_safe
@never_cache
def social_overview(request: HttpRequest) -> HttpResponse:
    """Which portals have no account, one that is not verified, one in alarm."""
    _overseer, below = overseen(request)
    return TemplateResponse(
        request,
        "portals/social/below.html",
        {
            "page_title": _("Social accounts of all portals"),
            "page_icon": "globe",
            "found": social_below(below),
        },
    )
