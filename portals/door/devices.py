"""Telling a person when somebody signs in to their account from a browser not seen before."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portals.boards.models import User

from .mail import send_notice
from .models import KnownDevice

if TYPE_CHECKING:
    from portals.requests import DeskRequest

COOKIE = "device"
YEAR = 365 * 24 * 3600
# Where the token of a browser that got none yet waits for the response.
WAITING = "_device_token"


def note_device(*, user: User, request: DeskRequest, now: datetime) -> None:
    """Remember the browser of `request` for `user`; mail them when it is not the first one and was not known."""
    name = cookie_name()
    token = request.COOKIES.get(name) or secrets.token_urlsafe(32)
    setattr(request, WAITING, token)
    had_others = KnownDevice.objects.filter(user=user).exists()
    _device, is_new = KnownDevice.objects.update_or_create(
        user=user,
        digest=_digest(token),
        defaults={"last_seen_at": now},
        create_defaults={"first_seen_at": now, "last_seen_at": now},
    )
    if is_new and had_others:
        send_notice(
            user=user,
            request=request,
            what=_("Somebody signed in to your account from a device that was not seen before."),
            now=now,
        )


def device_of(request: HttpRequest, username: str) -> KnownDevice | None:
    """Return the browser of `request`, if `username` has signed in from it before. One query."""
    token = request.COOKIES.get(cookie_name())
    if not token:
        return None
    known = KnownDevice.objects.filter(user__username=username, digest=_digest(token))
    return known.first()


def is_device_of_mail(request: HttpRequest, address: str) -> bool:
    """Whether somebody with this mail address has signed in from the browser of `request`. At most one query."""
    token = request.COOKIES.get(cookie_name())
    if not token:
        return False
    known = KnownDevice.objects.filter(user__email__iexact=address, digest=_digest(token))
    return known.exists()


def keep_token(request: DeskRequest, response: HttpResponse) -> None:
    """Give the browser that has just signed in its token."""
    token = getattr(request, WAITING, None)
    if token is not None:
        response.set_cookie(
            cookie_name(),
            token,
            max_age=YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def cookie_name() -> str:
    return f"__Host-{COOKIE}" if settings.SESSION_COOKIE_SECURE else COOKIE
