"""The desk's page of who follows a portal."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portals.admin_kit.current import current_portal

from .followers import FEWEST_FOLLOWING, followers_of


@require_safe
def followers(request: HttpRequest) -> HttpResponse:
    """How many follow the portal that one works on, by what; every member of its board sees it."""
    portal = current_portal(request)
    if portal is None:
        raise Http404
    return TemplateResponse(
        request,
        "editorial/alerting/followers.html",
        {
            "page_title": _("Who follows the portal by mail"),
            "page_icon": "mail",
            "portal": portal,
            "followers": followers_of(portal, now=timezone.now()),
            "fewest": FEWEST_FOLLOWING,
        },
    )
