"""Who may open the page of a board, and what they may do there. Asked before anything of the board is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from wagtail.admin import messages

from portals.boards.enums import APPROVERS, STANDING_EDITORS, Position
from portals.boards.models import BoardMember, EditorialBoard
from portals.clock import local_date
from portals.queries import overseers_of
from portals.refusals import Refusal

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.models import Portal


@dataclass(frozen=True, slots=True)
class Access:
    """A board as one person may meet it: as a member, its head, or the standing editors of a portal above."""

    board: EditorialBoard
    person: User
    position: Position | None
    above: frozenset[Position]

    @property
    def portal(self) -> Portal:
        return self.board.portal

    @property
    def is_head(self) -> bool:
        return self.position == Position.HEAD

    @property
    def oversees(self) -> bool:
        return bool(self.above & STANDING_EDITORS)

    @property
    def manages(self) -> bool:
        """Appoints, ends, invites."""
        return self.is_head or self.oversees

    @property
    def waives(self) -> bool:
        return bool(self.above & APPROVERS) and self.position is None


def person_of_request(request: HttpRequest) -> User:
    return cast("User", request.user)


def access_to(request: HttpRequest, portal_id: int, now: datetime) -> Access:
    """For its members and standing editors above, the board of the portal; 404 for all others. 3 queries."""
    board = get_object_or_404(
        EditorialBoard.objects.select_related("portal__tier"), portal=portal_id
    )
    person = person_of_request(request)
    above = {portal.pk for portal in overseers_of(board.portal, local_date(now))}
    held = dict(
        BoardMember.objects.holding(frozenset(Position), local_date(now))
        .filter(user=person, board__portal__in={portal_id, *above})
        .values_list("board__portal", "position")
    )
    own = held.pop(portal_id, None)
    access = Access(
        board=board,
        person=person,
        position=Position(own) if own else None,
        above=frozenset(Position(position) for position in held.values()),
    )
    if access.position is None and not access.oversees:
        raise Http404
    return access


def managed(request: HttpRequest, portal_id: int, now: datetime) -> Access:
    """As `access_to`, for those who appoint to the board only."""
    access = access_to(request, portal_id, now)
    if not access.manages:
        raise Http404
    return access


def acted_and_told(request: HttpRequest, act: Callable[[], object], success: str) -> bool:
    """Do `act` and say so, or say why it was refused. Return whether it was done."""
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, success)
    return True
