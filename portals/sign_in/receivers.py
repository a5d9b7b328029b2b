"""What happens when somebody signs in, fails to, or leaves: all of it goes into the log of the province."""

from __future__ import annotations

from typing import Any

import structlog
from allauth.mfa.signals import authenticator_removed
from axes.models import AccessAttempt
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from wagtail.log_actions import log

from portals.boards.models import User
from portals.requests import DeskRequest
from portals.visitors import client_address

from .devices import note_device
from .seen import forget_seen

logger = structlog.get_logger(__name__)


@receiver(user_logged_in, dispatch_uid="door_signed_in")
def log_sign_in(request: DeskRequest | None, user: User, **_kwargs: Any) -> None:
    if request is None or not getattr(request, "on_admin_host", False):
        return
    log(
        instance=user,
        action="door.sign_in",
        user=user,
        data={"address": client_address(request)},
    )
    note_device(user=user, request=request, now=timezone.now())


@receiver(user_logged_out, dispatch_uid="door_signed_out")
def log_sign_out(user: User | None, **_kwargs: Any) -> None:
    if user is not None:
        log(instance=user, action="door.sign_out", user=user)


@receiver(user_login_failed, dispatch_uid="door_refused")
def log_refusal(
    credentials: dict[str, Any], request: HttpRequest | None = None, **_kwargs: Any
) -> None:
    """An attempt on an account that exists is that account's; one on no account is in the log of the server only.

    What was typed there is not: people type their password where the name belongs.
    """
    address = client_address(request) if request is not None else None
    username = str(credentials.get("username", ""))[:150]
    person = User.objects.filter(username=username).first()
    logger.warning("door.refused", user=person.pk if person else None, address=address)
    if person is not None:
        log(instance=person, action="door.refused", user=None, data={"address": address})


@receiver(pre_save, sender=AccessAttempt, dispatch_uid="door_attempt_without_content")
def keep_nothing_typed(instance: AccessAttempt, **_kwargs: Any) -> None:
    """django-axes keeps whole forms, and so the passwords of people who mistyped theirs. It only needs to count."""
    instance.get_data = instance.post_data = ""


@receiver(authenticator_removed, dispatch_uid="door_factor_removed")
def forget_second_factor(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """A session that was seen to have one would work on without, once the person must have one again."""
    forget_seen(user=user, request=request)
