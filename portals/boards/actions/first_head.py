"""The first person of an install: the head of the province, by whom all others come in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portals.clock import local_date
from portals.models import Portal
from portals.refusals import Refusal
from portals.tiers import INSTALL_TIER

from ..enums import Position
from ..models import BoardMember, Invitation, User
from .inviting import invite_by_mail, invite_on_sheet
from .people import Person, Term, appoint_person


class UnableToBegin(Refusal):
    """The province has no portal yet, or a head already, who appoints everybody else."""


def seat_first_head(
    *, person: Person, way: Invitation.Way, actor: User | None, now: datetime
) -> tuple[Invitation, str]:
    """Make `person` head of the province's portal and invite them; return the invitation, and the code of a sheet.

    Where the same person was seated before and has no password yet, they are only invited anew: their first sheet may
    be lost or past its day. Raises UnableToBegin once a head has come in.
    """
    portal = _province(now)
    with transaction.atomic():
        seated = _seated(portal, now)
        if seated is None:
            term = Term(Position.HEAD, local_date(now))
            seated = appoint_person(
                board=portal.board, person=person, term=term, actor=actor, now=now
            )
        elif seated.user.has_usable_password() or seated.user.username != person.username:
            raise UnableToBegin(
                _("%(portal)s has a head already: %(person)s, account %(account)s.")
                % {"portal": portal, "person": seated.user, "account": seated.user.username}
            )
        if way == Invitation.Way.MAIL:
            by_mail = invite_by_mail(board=portal.board, user=seated.user, actor=actor, now=now)
            return by_mail, ""
        return invite_on_sheet(board=portal.board, user=seated.user, actor=actor, now=now)


def _province(now: datetime) -> Portal:
    portal: Portal | None = (
        Portal.objects.open_on(local_date(now))
        .filter(tier=INSTALL_TIER)
        .select_related("board", "tier")
        .first()
    )
    if portal is None:
        raise UnableToBegin(_("The province has no portal yet: open its portals first."))
    return portal


def _seated(portal: Portal, now: datetime) -> BoardMember | None:
    # Two commands at once would seat two.
    type(portal.board).objects.select_for_update().get(pk=portal.board.pk)
    found: BoardMember | None = (
        BoardMember.objects.holding(frozenset({Position.HEAD}), local_date(now))
        .filter(board=portal.board)
        .select_related("user", "board__portal")
        .first()
    )
    return found
