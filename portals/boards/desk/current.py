"""The portal a person works on now: one of those on whose boards they sit, chosen in one place, kept in the session."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.utils import timezone
from django.utils.translation import gettext as _

from portals.boards.queries import posts_of
from portals.refusals import NotYourOffice

if TYPE_CHECKING:
    from django.http import HttpRequest

    from portals.boards.enums import Position
    from portals.boards.models import User
    from portals.models import Portal
    from portals.requests import DeskRequest

CHOSEN = "desk_portal"


def portals_of_request(request: HttpRequest) -> list[Portal]:
    """The portals on whose boards the signed-in person holds a post now. One query, once per request."""
    desk = cast("DeskRequest", request)
    if not hasattr(desk, "desk_portals"):
        desk.desk_portals = [portal for portal, _position in posts_of_request(request)]
    return desk.desk_portals


def posts_of_request(request: HttpRequest) -> list[tuple[Portal, Position]]:
    """The same portals with the person's post on each, from the same query."""
    desk = cast("DeskRequest", request)
    if not hasattr(desk, "desk_posts"):
        desk.desk_posts = posts_of(cast("User", desk.user), timezone.now())
    return desk.desk_posts


def holds_one_of(request: HttpRequest, positions: frozenset[Position]) -> bool:
    """Whether the signed-in person holds one of `positions` on any board now. No query of its own."""
    return any(position in positions for _portal, position in posts_of_request(request))


def current_portal(request: HttpRequest) -> Portal | None:
    """The portal that menus, the home page and lists are about: the chosen one, or the first. None without a post.

    A choice that is no longer one of the person's portals counts as none.
    """
    portals = portals_of_request(request)
    chosen = request.session.get(CHOSEN) if len(portals) > 1 else None
    return next((portal for portal in portals if portal.pk == chosen), next(iter(portals), None))


def current_portals(request: HttpRequest) -> list[Portal]:
    """`current_portal` as a list of one, or none."""
    portal = current_portal(request)
    return [portal] if portal else []


def choose_portal(request: HttpRequest, portal_id: int) -> Portal:
    """Work on another of one's portals from now on; refused for any other."""
    for portal in portals_of_request(request):
        if portal.pk == portal_id:
            request.session[CHOSEN] = portal.pk
            return portal
    raise NotYourOffice(_("You hold no post on the board of that portal."))
