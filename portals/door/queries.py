"""Who must have a second factor, and who has one."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings

from portals.boards.enums import APPROVERS
from portals.boards.models import BoardMember, User
from portals.clock import local_date


def must_have_second_factor(user: User, now: datetime) -> bool:
    """Whether a post of `user` at `now` lets them approve, and this install asks approvers for a second factor."""
    if not settings.PORTALS_SECOND_FACTOR_REQUIRED:
        return False
    if user.is_superuser:
        return True
    return BoardMember.objects.holding(APPROVERS, local_date(now)).filter(user=user).exists()


def has_second_factor(user: User) -> bool:
    """Whether `user` has an authenticator app or a passkey; recovery codes alone are none."""
    return (
        Authenticator.objects.filter(user=user)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .exists()
    )
