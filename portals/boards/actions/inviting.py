"""Inviting people to set their first password, by mail or on a printed sheet, and taking an invitation up."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from portals.auditors.models import Auditor
from portals.clock import local_date
from portals.mail.actions import post
from portals.mail.enums import MailKind
from portals.refusals import NotYourOffice, Refusal
from portals.tiers import INSTALL_TIER

from ..enums import APPROVERS
from ..invitations import InvitationTokens
from ..models import BoardMember, EditorialBoard, Invitation, User
from ..permissions import may_manage, oversees
from ..queries import holds_post

# Without the letters and digits that are read as one another; five bits each.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # pragma: allowlist secret
SELECTOR_LENGTH = 4
SECRET_LENGTH = 8
SHEET_VALID = timedelta(days=14)

REFUSED = gettext_lazy(
    "This invitation cannot be used: it may be mistyped, used, withdrawn or out of date. Check "
    "the code, or ask whoever invited you for a new one."
)


class UnableToInvite(Refusal):
    """The person cannot be invited this way, or not by this actor."""


class InvitationRefused(Refusal):
    """The code or link opens nothing: wrong, used, withdrawn or expired. The words do not say which."""


def invite_by_mail(
    *, board: EditorialBoard, user: User, actor: User | None, now: datetime
) -> Invitation:
    """Send `user` a link by which they set a password: once, and for as long as Django's own links hold.

    Earlier invitations of the person end. Their present password, if any, holds until they set another.
    """
    if not user.email:
        raise UnableToInvite(
            _("%(person)s has no mail address; print a sheet instead.") % {"person": user}
        )
    with transaction.atomic():
        invitation = _invitation(board, user, actor, now)
        invitation.way = Invitation.Way.MAIL
        invitation.expires_at = now + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
        invitation.save()
        _log("invite", invitation, actor)
        link = settings.WAGTAILADMIN_BASE_URL + reverse(
            "invitation_link",
            args=[invitation.pk, InvitationTokens(invitation).make_token(user)],
        )
        words = {
            "user": user,
            "board": board,
            "audit": audit_of(user, now),
            "link": link,
            "expires_at": invitation.expires_at,
        }
        post(
            kind=MailKind.INVITATION,
            person=user,
            address=user.email,
            subject=_("Your account on %(portal)s") % {"portal": board.portal.title},
            text=render_to_string("portals/boards/mail/invitation.txt", words),
            useful_until=invitation.expires_at,
            now=now,
        )
    return invitation


def invite_on_sheet(
    *, board: EditorialBoard, user: User, actor: User | None, now: datetime
) -> tuple[Invitation, str]:
    """Return an invitation and its code, to be printed: the code is shown once and kept as a hash only.

    Earlier invitations of the person end.
    """
    if actor is not None and user.has_usable_password() and not oversees(actor, board.portal, now):
        # With a code for a member's account a head could approve their own texts.
        raise NotYourOffice(
            _("%(person)s has a password already: only the portal above prints another sheet.")
            % {"person": user}
        )
    secret = "".join(secrets.choice(ALPHABET) for _number in range(SECRET_LENGTH))
    with transaction.atomic():
        invitation = _invitation(board, user, actor, now)
        invitation.way = Invitation.Way.SHEET
        invitation.expires_at = now + SHEET_VALID
        invitation.selector = _free_selector()
        invitation.code_hash = invitation_hash(invitation.selector, secret)
        invitation.save()
        _log("invite", invitation, actor)
    return invitation, f"{invitation.selector}{secret}"


def redeem_code(*, code: str, password: str, now: datetime) -> User:
    """Set the password of whom the sheet's `code` is for, and use the code up.

    Raises InvitationRefused, counting a wrong code against the sheet, and ValidationError for a password that is too
    weak, which uses nothing up.
    """
    code = plain_code(code)
    selector, secret = code[:SELECTOR_LENGTH], code[SELECTOR_LENGTH:]
    with transaction.atomic():
        invitation = (
            Invitation.objects.open_at(now)
            .select_for_update(of=("self",))
            .select_related("user", "board")
            .filter(selector=selector)
            .first()
        )
        if invitation is not None:
            if constant_time_compare(invitation_hash(selector, secret), invitation.code_hash):
                return _accept(invitation, password, now)
            invitation.wrong_codes += 1
            invitation.save(update_fields=["wrong_codes"])
    raise InvitationRefused(str(REFUSED))


def redeem_link(*, invitation_id: int, token: str, password: str, now: datetime) -> User:
    """Set the password of whom the mailed link is for, and use the link up. Raises as `redeem_code` does."""
    with transaction.atomic():
        Invitation.objects.select_for_update().filter(pk=invitation_id).first()
        invitation = invitation_by_link(invitation_id, token, now)
        if invitation is None:
            raise InvitationRefused(str(REFUSED))
        return _accept(invitation, password, now)


def invitation_by_link(invitation_id: int, token: str, now: datetime) -> Invitation | None:
    """The open invitation that a mailed link is for, or None."""
    invitation = (
        Invitation.objects.open_at(now)
        .filter(pk=invitation_id, way=Invitation.Way.MAIL)
        .select_related("user", "board__portal")
        .first()
    )
    if invitation and InvitationTokens(invitation).check_token(invitation.user, token):
        return invitation
    return None


def invitation_hash(selector: str, secret: str) -> str:
    """What is kept of a code: worth nothing without the install's secret key, which no dump of the database holds."""
    return salted_hmac(
        "portals.boards.invitations.sheet", f"{selector}{secret}", algorithm="sha256"
    ).hexdigest()


def plain_code(code: str) -> str:
    """The code without the spaces and hyphens that make it readable, as it was printed."""
    return "".join(sign for sign in code.upper() if sign.isalnum())


def _invitation(board: EditorialBoard, user: User, actor: User | None, now: datetime) -> Invitation:
    """A new invitation of `user`, unsaved, after the former ones were ended."""
    _refuse(board, user, actor, now)
    User.objects.select_for_update().get(pk=user.pk)
    Invitation.objects.open_at(now).filter(user=user).update(withdrawn_at=now)
    return Invitation(board=board, user=user, made_at=now)


def _refuse(board: EditorialBoard, user: User, actor: User | None, now: datetime) -> None:
    """A new password is a key to every board of the person: only who may appoint to all of them hands it out."""
    posts = (
        BoardMember.objects.filter(user=user, period__isempty=False)
        .filter(Q(period__upper_inf=True) | Q(period__endswith__gt=local_date(now)))
        .select_related("board__portal")
    )
    boards = {post.board for post in posts}
    if board not in boards and not _audits_by_leave_of(board, user, actor, now):
        raise UnableToInvite(_("%(person)s holds no post on this board.") % {"person": user})
    if user.is_superuser or not user.is_active:
        raise UnableToInvite(_("This account is not invited from here."))
    if actor is None:
        return
    if actor == user:
        raise NotYourOffice(_("Change your own password on your account's page."))
    for seat in boards:
        if not may_manage(actor, seat.portal, now):
            raise NotYourOffice(
                _("%(person)s also sits on a board you do not oversee; ask the portal above.")
                % {"person": user}
            )


def _audits_by_leave_of(
    board: EditorialBoard, user: User, actor: User | None, now: datetime
) -> bool:
    """Whether `user` is on the team of an audit that has not ended, and `actor` one of those who let it in."""
    if board.portal.tier_id != INSTALL_TIER or not audit_of(user, now):
        return False
    return actor is None or holds_post(actor, board.portal, now, APPROVERS)


def audit_of(user: User, now: datetime) -> Auditor | None:
    """Return the place of `user` on the team of an audit that goes on or is to come. One query."""
    found: Auditor | None = (
        Auditor.objects.filter(
            user=user, decision__revoked_at=None, decision__period__endswith__gt=local_date(now)
        )
        .select_related("decision")
        .order_by("pk")
        .first()
    )
    return found


def _accept(invitation: Invitation, password: str, now: datetime) -> User:
    user = invitation.user
    if not user.is_active:
        raise InvitationRefused(str(REFUSED))
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    Invitation.objects.open_at(now).filter(user=user).exclude(pk=invitation.pk).update(
        withdrawn_at=now
    )
    invitation.used_at = now
    invitation.save(update_fields=["used_at"])
    _log("redeem", invitation, user)
    return user


def _free_selector() -> str:
    while True:
        selector = "".join(secrets.choice(ALPHABET) for _number in range(SELECTOR_LENGTH))
        if not Invitation.objects.filter(selector=selector).exists():
            return selector


def _log(action: str, invitation: Invitation, actor: User | None) -> None:
    log(
        instance=invitation.board,
        action=f"boards.{action}",
        user=actor,
        data={
            "portal": invitation.board.portal_id,
            "user": invitation.user_id,
            "way": str(invitation.way),
        },
    )
