"""Who may change what on a board: its own head, and the standing editors of a portal above it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from portals.clock import local_date
from portals.models import Portal
from portals.queries import overseers_of
from portals.refusals import NotYourOffice

from .enums import APPROVERS, STANDING_EDITORS, Position
from .models import BoardMember, EditorialBoard, User
from .queries import holds_post


def oversees(
    user: User, portal: Portal, now: datetime, positions: frozenset[Position] = STANDING_EDITORS
) -> bool:
    """Whether `user` holds one of `positions` on the board of a portal above `portal`, at any height. Two queries."""
    day = local_date(now)
    return (
        BoardMember.objects.holding(positions, day)
        .filter(user=user, board__portal__in=[above.pk for above in overseers_of(portal, day)])
        .exists()
    )


def may_manage(user: User, portal: Portal, now: datetime) -> bool:
    """Whether `user` appoints to the board of `portal`: its head, or the standing editors of a portal above."""
    return holds_post(user, portal, now, frozenset({Position.HEAD})) or oversees(user, portal, now)


def may_waive(user: User, portal: Portal, now: datetime) -> bool:
    """Whether `user` grants the board of `portal` a waiver: a head or deputy of a portal above."""
    return oversees(user, portal, now, APPROVERS)


def refuse_strangers(
    actor: User | None,
    board: EditorialBoard,
    now: datetime,
    *,
    concerning: User,
    positions: frozenset[Position] = frozenset(),
) -> None:
    """Raise NotYourOffice unless `actor` may change the post of `concerning` on `board`.

    Nobody changes their own post, and a head none of a head. None is the operator of the machine, who may.
    """
    if actor is None:
        return
    if actor == concerning:
        raise NotYourOffice(_("Nobody changes their own post; ask the portal above."))
    if oversees(actor, board.portal, now):
        return
    if not holds_post(actor, board.portal, now, frozenset({Position.HEAD})):
        raise NotYourOffice(
            _("Only the head of this board and the portal above may change its posts.")
        )
    if Position.HEAD in positions:
        raise NotYourOffice(_("Only the portal above appoints and changes the head of a board."))
