"""What a person is to the handbook, by the post on the portal that they work on now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portals.admin_kit.current import current_portal, portals_of_request, position_on
from portals.boards.enums import APPROVERS, Position
from portals.tiers import INSTALL_TIER

from .enums import HandbookReader

if TYPE_CHECKING:
    from django.http import HttpRequest


def readers_of(request: HttpRequest) -> frozenset[HandbookReader]:
    """The roles of the person who is signed in; no query besides that for their posts, which every page asks."""
    if not request.user.is_authenticated:
        return frozenset({HandbookReader.EVERYBODY})
    if not portals_of_request(request):
        return frozenset({HandbookReader.EVERYBODY, HandbookReader.AUDITOR})
    portal = current_portal(request)
    if portal is None:
        return frozenset({HandbookReader.EVERYBODY})
    position = position_on(request, portal)
    roles = {HandbookReader.EVERYBODY}
    if position in APPROVERS:
        roles.add(HandbookReader.HEAD)
    elif position == Position.SECRETARY:
        roles.add(HandbookReader.SECRETARY)
    else:
        roles.add(HandbookReader.WRITER)
    if portal.tier_id == INSTALL_TIER:
        roles.add(HandbookReader.PROVINCE)
    return frozenset(roles)
