"""The portal a person works on now: one of those on whose boards they sit, chosen in one place, kept in the session."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portals.boards.enums import Position
from portals.boards.queries import posts_of
from portals.refusals import NotYourOffice

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from portals.boards.models import User
    from portals.models import Portal
    from portals.requests import DeskRequest

CHOSEN = "desk_portal"


def portals_of_request(request: HttpRequest) -> list[Portal]:
    """The portals on whose boards the signed-in person holds a post now. One query, once per request."""
    desk = cast("DeskRequest", request)
    if not hasattr(desk, "desk_portals"):
        posts = posts_of(cast("User", desk.user), timezone.now())
        desk.desk_portals = [portal for portal, _position in posts]
        desk.desk_positions = {portal.pk: position for portal, position in posts}
    return desk.desk_portals


def works_as(
    request: HttpRequest, positions: frozenset[Position], *, tier: str | None = None
) -> bool:
    """Whether the person's post on the current portal (of `tier`, if given) is among `positions`. No further query."""
    portal = current_portal(request)
    return (
        portal is not None
        and tier in (None, portal.tier_id)
        and cast("DeskRequest", request).desk_positions[portal.pk] in positions
    )


def position_on(request: HttpRequest, portal: Portal) -> Position:
    """The person's post on one of their own portals. No further query."""
    portals_of_request(request)
    return cast("DeskRequest", request).desk_positions[portal.pk]


def current_portal(request: HttpRequest) -> Portal | None:
    """The portal that menus, the home page and lists are about: the chosen one, or the first. None without a post.

    A choice that is no longer one of the person's portals counts as none.
    """
    portals = portals_of_request(request)
    chosen = request.session.get(CHOSEN) if len(portals) > 1 else None
    return next((portal for portal in portals if portal.pk == chosen), next(iter(portals), None))


def at_current(page: str) -> Callable[[HttpRequest], HttpResponse]:
    """Return a view that leads to the address named `page` of the current portal; 404 for who holds no post."""

    @require_safe
    def lead(request: HttpRequest) -> HttpResponse:
        portal = current_portal(request)
        if portal is None:
            raise Http404
        return redirect(page, portal.pk)

    return lead


def choose_portal(request: HttpRequest, portal_id: int) -> Portal:
    """Work on another of one's portals from now on; refused for any other."""
    for portal in portals_of_request(request):
        if portal.pk == portal_id:
            request.session[CHOSEN] = portal.pk
            return portal
    raise NotYourOffice(_("You hold no post on the board of that portal."))
