"""Who may do what with a portal's accounts: its own standing editors, and those of the portals above it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from portals.boards.enums import ALL_POSITIONS, STANDING_EDITORS
from portals.boards.models import BoardMember, User
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.models import Portal
from portals.queries import all_above
from portals.refusals import NotYourOffice


def keeps_accounts(user: User, portal: Portal, now: datetime) -> bool:
    """Whether `user` is a standing editor of the portal itself. One query."""
    return holds_post(user, portal, now, STANDING_EDITORS)


def oversees_accounts(user: User, portal: Portal, now: datetime) -> bool:
    """Whether `user` is a standing editor of a portal above. One query."""
    day = local_date(now)
    return (
        BoardMember.objects.holding(STANDING_EDITORS, day)
        .filter(user=user, board__portal__in=all_above(portal, day))
        .exists()
    )


def reads_accounts(user: User, portal: Portal, now: datetime) -> bool:
    """Whether `user` sits on the portal's board, or oversees it. Two queries at most."""
    return holds_post(user, portal, now, ALL_POSITIONS) or oversees_accounts(user, portal, now)


def is_topmost(portal: Portal, now: datetime) -> bool:
    """Whether nobody oversees the portal today. One query."""
    return not all_above(portal, local_date(now)).exists()


def must_keep(user: User, portal: Portal, now: datetime) -> None:
    if not keeps_accounts(user, portal, now):
        raise NotYourOffice(
            _("Only the standing editors of this board may change its social accounts.")
        )
