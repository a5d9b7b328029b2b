"""Who must have a second factor, who has one, and how often somebody failed to sign in."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum

from portals.auditors.queries import audits_of
from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import Absence, BoardMember, Delegation, User
from portals.clock import local_date


def must_have_second_factor(user: User, now: datetime) -> bool:
    """Whether `user` may publish or audits at `now`, and this install asks such people for a second factor.

    By a post among the standing editors (a secretary publishes at once, appoints below), or in place of one who holds
    it; or by a place on an auditing team.
    """
    if not settings.PORTALS_SECOND_FACTOR_REQUIRED:
        return False
    if user.is_superuser:
        return True
    return (
        BoardMember.objects.holding(STANDING_EDITORS, local_date(now)).filter(user=user).exists()
        or Delegation.objects.in_force(now).filter(receiver=user).exists()
        or Absence.objects.in_force(now).filter(stand_in=user).exists()
        or bool(audits_of(user, now))
    )


def failures_of(username: str, now: datetime) -> int:
    """How often somebody failed to sign in as `username` of late, from anywhere, as the database has it."""
    since = now - timedelta(hours=settings.AXES_COOLOFF_TIME)
    found = AccessAttempt.objects.filter(username=username, attempt_time__gte=since)
    return found.aggregate(count=Sum("failures_since_start"))["count"] or 0


def passwords_of(username: str) -> str:
    """Return what changes when whoever signs in as `username`, in any case, gets a new password; it tells nothing.

    What is counted under it is counted anew for the new password, wherever the failures came from.
    """
    found = User.objects.filter(username__iexact=username).order_by("pk")
    return " ".join(person.get_session_auth_hash() for person in found)


def has_second_factor(user: User) -> bool:
    """Whether `user` has an authenticator app or a passkey; recovery codes alone are none."""
    return (
        Authenticator.objects.filter(user=user)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .exists()
    )
