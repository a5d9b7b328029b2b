"""The look of a portal, as its board chooses it: colours and banner, footer, blocks of the home page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from editorial.public.home_blocks import HomeRegion, arranged
from editorial.public.queries.home import choices_of
from portals.addresses import main_origin
from portals.admin_kit.pages import done, own_portal, person
from portals.admin_kit.scope import portals_of_request
from portals.boards.enums import STANDING_EDITORS
from portals.boards.queries import holds_post
from portals.models import Portal

from .actions import arrange_home, dress_portal
from .forms import LookForm


@require_http_methods(["GET", "POST"])
def portal_look(request: HttpRequest, portal_id: int) -> HttpResponse:
    """Show and take the choice of colours, banner and what the footer names."""
    portal = own_portal(request, portal_id)
    form = LookForm(request.POST or None, portal=portal)
    now = timezone.now()
    if form.is_valid() and done(
        request,
        lambda: dress_portal(portal=portal, look=form.look(), actor=person(request), now=now),
        _("The portal has its new look."),
    ):
        return redirect("portal_look", portal.pk)
    return TemplateResponse(
        request,
        "editorial/appearance/portal_look.html",
        {
            "page_title": _("Look of the portal"),
            "page_icon": "view",
            "portal_of_desk": portal,
            "portals": portals_of_request(request),
            "form": form,
            "places": _places_of(portal),
            "origin": main_origin(portal),
            "may_change": holds_post(person(request), portal, now, STANDING_EDITORS),
        },
        status=422 if form.errors else 200,
    )


@require_POST
def portal_blocks(request: HttpRequest, portal_id: int) -> HttpResponse:
    """Take the order of the blocks of the home page, after one of them was perhaps moved up or down."""
    portal = own_portal(request, portal_id)
    order = _moved(request.POST.getlist("order"), request.POST.get("move", ""))
    done(
        request,
        lambda: arrange_home(
            portal=portal,
            order=order,
            shown=frozenset(request.POST.getlist("shown")),
            actor=person(request),
            now=timezone.now(),
        ),
        _("The home page is arranged."),
    )
    answer = redirect("portal_look", portal.pk)
    answer["Location"] += "#khoi"
    return answer


def _places_of(portal: Portal) -> list[dict[str, Any]]:
    """The blocks that may be moved, by place, with whether each is the first or last there."""
    names = {
        HomeRegion.MAIN: _("Main column"),
        HomeRegion.SIDE: _("Side column"),
        HomeRegion.WIDE: _("Below, in the whole width"),
    }
    blocks = [(block, on) for block, on in arranged(choices_of(portal)) if not block.fixed]
    groups = [
        {"name": names[place], "blocks": [each for each in blocks if each[0].place == place]}
        for place in HomeRegion
    ]
    return [group for group in groups if group["blocks"]]


def _moved(order: list[str], move: str) -> list[str]:
    """Return `order` with one block a step up ("notices:up") or down; as it is for anything else."""
    code, _colon, direction = move.partition(":")
    step = {"up": -1, "down": 1}.get(direction)
    if step is None or code not in order:
        return order
    number = order.index(code)
    other = number + step
    if 0 <= other < len(order):
        order[number], order[other] = order[other], order[number]
    return order
