"""Ending sessions, and helping somebody who lost their second factor."""

from __future__ import annotations

from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.utils import reset
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.models import User
from portals.refusals import Refusal

from .guessing import forget_count, of_codes
from .models import KnownDevice


class UnableToReset(Refusal):
    """The second factor of this person cannot be taken away like this."""


def end_session(*, session: UserSession, actor: User, now: datetime) -> None:
    """Sign one browser out, wherever it is."""
    person = session.user
    with transaction.atomic():
        log(
            instance=person,
            action="door.end_session",
            user=actor,
            data={"address": session.ip, "begun": session.created_at.isoformat()},
        )
        session.end()


def unlock(*, user: User, request: HttpRequest, now: datetime) -> None:
    """Forget the failed attempts on the account of `user`, who has just set a new password, and log that they did.

    The browsers that were known are forgotten too: somebody else may have had one.
    """
    reset(username=user.username)
    forget_count(of_codes(user))
    get_adapter(request).forget_failures(request, user.username)
    KnownDevice.objects.filter(user=user).delete()
    log(instance=user, action="door.set_password", user=user)


def reset_second_factor(*, user: User, reason: str, actor: User | None, now: datetime) -> int:
    """Remove every factor of `user` and end all their sessions; return how many factors were removed.

    For somebody who lost the device and the recovery codes, after the province made sure who is asking. Raises
    UnableToReset without a reason, and when a person asks for themselves.
    """
    if not reason.strip():
        raise UnableToReset(_("Say how you made sure who is asking."))
    if actor is not None and actor.pk == user.pk:
        raise UnableToReset(_("Somebody else must reset your second factor."))
    with transaction.atomic():
        removed, _kinds = Authenticator.objects.filter(user=user).delete()
        KnownDevice.objects.filter(user=user).delete()
        for session in UserSession.objects.filter(user=user):
            session.end()
        log(
            instance=user,
            action="door.reset_second_factor",
            user=actor,
            data={"reason": reason.strip(), "removed": removed},
        )
    return removed
