"""The first person of an install: the head of the province, by whom all others come in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.clock import local_date
from portals.models import Portal
from portals.refusals import Refusal
from portals.tiers import INSTALL_TIER

from ..enums import Position
from ..models import BoardMember, Invitation, User
from .inviting import invite_by_mail, invite_on_sheet
from .people import Person, Term, account_for, appoint_person, is_named, person_of


class UnableToBegin(Refusal):
    """The province has no portal yet, or a head already, who appoints everybody else."""


def seat_first_head(
    *,
    person: Person,
    way: Invitation.Way,
    actor: User | None,
    now: datetime,
    again: str = "",
) -> tuple[Invitation, str]:
    """Make `person` head of the province's portal and invite them; return the invitation, and the code of a sheet.

    Until a head has come in, the person who was seated is only invited anew, and what was mistyped is put right: known
    by their account, their name and address; by their name, the account. Raises UnableToBegin once any head came in,
    also one who has left or whose account is closed, and for an account that has a password: unless `again` says why.
    """
    portal = _province(now)
    with transaction.atomic():
        seated = _seated(portal, now)
        if again:
            log(
                instance=portal.board,
                action="boards.seat_again",
                user=actor,
                data={"portal": portal.pk, "account": person.username, "reason": again},
            )
        else:
            _refuse_once_begun(portal, person)
        if seated is not None and not _has_come_in(seated.user):
            _put_right(seated, person, actor=actor, now=now)
        elif seated is None or not _is_account_of(seated.user, person):
            term = Term(Position.HEAD, local_date(now))
            seated = appoint_person(
                board=portal.board, person=person, term=term, actor=actor, now=now
            )
        if way == Invitation.Way.MAIL:
            by_mail = invite_by_mail(board=portal.board, user=seated.user, actor=actor, now=now)
            return by_mail, ""
        return invite_on_sheet(board=portal.board, user=seated.user, actor=actor, now=now)


def _refuse_once_begun(portal: Portal, person: Person) -> None:
    heads = BoardMember.objects.filter(
        board=portal.board, position=Position.HEAD, period__isempty=False
    )
    for post in heads.select_related("user").order_by("pk"):
        if _has_come_in(post.user):
            raise UnableToBegin(
                _("%(portal)s had a head already who came in: %(person)s, account %(account)s.")
                % {"portal": portal, "person": post.user, "account": post.user.username}
            )
    user = person_of(person.username)
    if user is not None and _has_come_in(user):
        # A sheet would be a new password for whatever they do elsewhere.
        raise UnableToBegin(
            _("The account %(account)s has a password already.") % {"account": user.username}
        )


def _has_come_in(user: User) -> bool:
    """Whether somebody ever signed in with the account, or could have. One query at most."""
    if user.has_usable_password() or user.last_login is not None:
        return True
    return Invitation.objects.filter(user=user, used_at__isnull=False).exists()


def _put_right(seated: BoardMember, person: Person, *, actor: User | None, now: datetime) -> None:
    """Have the person who is seated and never came in be as `person` is written now. Raises UnableToBegin."""
    user = seated.user
    is_same_account = _is_account_of(user, person)
    if not is_same_account and not is_named(user, person.name):
        raise UnableToBegin(
            _("%(portal)s has a head already: %(person)s, account %(account)s.")
            % {"portal": seated.board.portal, "person": user, "account": user.username}
        )
    if not is_same_account and person_of(person.username) is not None:
        raise UnableToBegin(
            _("The account %(account)s is another person's.") % {"account": person.username}
        )
    written = account_for(person, now=now)
    fields = ["username", "last_name", "first_name"] + (["email"] if person.email else [])
    former = {name: getattr(user, name) for name in fields}
    changed = [name for name in fields if getattr(written, name) != former[name]]
    if not changed:
        return
    for name in changed:
        setattr(user, name, getattr(written, name))
    user.save(update_fields=changed)
    log(
        instance=user,
        action="boards.correct_account",
        user=actor,
        data={"portal": seated.board.portal_id, "former": {name: former[name] for name in changed}},
    )


def _is_account_of(user: User, person: Person) -> bool:
    return bool(user.username.casefold() == person.username.casefold())


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
