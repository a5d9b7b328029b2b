"""The screen itself, for the standing editors of a portal that has others below it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portals.admin_kit.current import current_portal
from portals.admin_kit.desk_menu import with_post
from portals.clock import local_date
from portals.queries import all_below
from portals.tiers import INSTALL_TIER

from .parts import Overseen, overview_parts

may_see_overview = with_post(lambda post: post.oversees and post.decides)
# What the screen is called in its title and in the menu.
NAME_OF_PROVINCE, NAME_BELOW = _("Whole province"), _("Portals below")


def is_of_province(request: HttpRequest) -> bool:
    portal = current_portal(request)
    return portal is not None and portal.tier_id == INSTALL_TIER


@require_safe
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    """Everything below the portal in hand that wants somebody's hand; for others it does not exist."""
    portal, now = current_portal(request), timezone.now()
    if portal is None or not may_see_overview(request):
        raise Http404
    below = list(all_below([portal], local_date(now)))
    overseen = Overseen(portal, below, now)
    return TemplateResponse(
        request,
        "portals/overview/overview.html",
        {
            "page_title": NAME_OF_PROVINCE if is_of_province(request) else NAME_BELOW,
            "overseen": overseen,
            "parts": [(part, part.read(overseen)) for part in overview_parts()],
        },
    )
