"""The links and figures on a portal's home page, as its board writes them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portals.admin_kit.pages import done, own_portal, person
from portals.admin_kit.scope import portals_of_request
from portals.boards.enums import STANDING_EDITORS
from portals.boards.queries import holds_post

from .actions import write_home_links
from .forms import figure_rows, link_rows


@require_http_methods(["GET", "POST"])
def portal_home_links(request: HttpRequest, portal_id: int) -> HttpResponse:
    """Show and take the links and figures of the home page. Where a row is wrong nothing typed is lost."""
    portal = own_portal(request, portal_id)
    links, figures = (rows(request.POST or None, portal) for rows in (link_rows, figure_rows))
    now = timezone.now()
    if (
        request.method == "POST"
        and links.is_valid()
        and figures.is_valid()
        and done(
            request,
            lambda: write_home_links(
                portal=portal,
                links=links.rows(),
                figures=figures.rows(),
                actor=person(request),
                now=now,
            ),
            _("The links and figures of the home page were saved."),
        )
    ):
        return redirect("portal_look", portal.pk)
    refused = request.method == "POST" and not (links.is_valid() and figures.is_valid())
    return TemplateResponse(
        request,
        "editorial/appearance/home_links/portal_home_links.html",
        {
            "page_title": _("Links and figures of the home page"),
            "page_icon": "view",
            "portal_of_desk": portal,
            "portals": portals_of_request(request),
            "links": links,
            "figures": figures,
            "may_change": holds_post(person(request), portal, now, STANDING_EDITORS),
        },
        status=422 if refused else 200,
    )
