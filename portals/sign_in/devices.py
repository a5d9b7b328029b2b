"""Telling a person when somebody signs in to their account from a browser not seen before."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portals.boards.models import User

from .mail import send_notice
from .models import KnownDevice

if TYPE_CHECKING:
    from portals.requests import DeskRequest

COOKIE = "device"
# A browser is known for so long after a sign-in, by its cookie and here.
KNOWN_FOR = timedelta(days=365)
# Between the tokens of the people who share a browser; in none of them.
APART = "."
# So many may share one and stay known.
MOST_PEOPLE = 4
# Where the tokens of a browser wait for the response.
WAITING = "_device_token"


def note_device(*, user: User, request: DeskRequest, now: datetime) -> None:
    """Remember the browser of `request` for `user`; mail them when it is not the first one and was not known.

    The browser gets a new token, which says nothing of anybody else: a token that was sent is never taken over, and the
    one before ends. Whoever shares the browser keeps theirs.
    """
    token = secrets.token_urlsafe(32)
    sent = {_digest(one): one for one in tokens_of(request)}
    known = still_known(now).filter(digest__in=sent).order_by("last_seen_at")
    others = dict.fromkeys(sent[one.digest] for one in known if one.user_id != user.pk)
    own = next((one for one in known if one.user_id == user.pk), None)
    setattr(request, WAITING, APART.join([*list(others)[1 - MOST_PEOPLE :], token]))
    if own is not None:
        KnownDevice.objects.filter(pk=own.pk).update(digest=_digest(token), last_seen_at=now)
        return
    had_others = still_known(now).filter(user=user).exists()
    KnownDevice.objects.create(
        user=user, digest=_digest(token), first_seen_at=now, last_seen_at=now
    )
    if had_others:
        send_notice(
            user=user,
            request=request,
            what=_("Somebody signed in to your account from a device that was not seen before."),
            now=now,
        )


def still_known(now: datetime) -> QuerySet[KnownDevice]:
    return KnownDevice.objects.filter(last_seen_at__gt=now - KNOWN_FOR)


def forget_devices(*, now: datetime) -> int:
    """Delete the browsers from which nobody signed in for a year; return how many."""
    forgotten, _kinds = KnownDevice.objects.filter(last_seen_at__lte=now - KNOWN_FOR).delete()
    return forgotten


def device_of(request: HttpRequest, username: str, now: datetime) -> KnownDevice | None:
    """Return the browser of `request`, if `username` has signed in from it before. One query."""
    digests = [_digest(token) for token in tokens_of(request)]
    if not digests:
        return None
    return still_known(now).filter(user__username=username, digest__in=digests).first()


def is_device_of_mail(request: HttpRequest, address: str, now: datetime) -> bool:
    """Whether somebody with this mail address has signed in from the browser of `request`. At most one query."""
    digests = [_digest(token) for token in tokens_of(request)]
    if not digests:
        return False
    return still_known(now).filter(user__email__iexact=address, digest__in=digests).exists()


def tokens_of(request: HttpRequest) -> list[str]:
    """The tokens that a browser sends, as many as it was ever given."""
    sent = request.COOKIES.get(cookie_name(), "")
    return [token for token in sent.split(APART)[:MOST_PEOPLE] if token]


def keep_token(request: DeskRequest, response: HttpResponse) -> None:
    """Give the browser that has just signed in its token."""
    token = getattr(request, WAITING, None)
    if token is not None:
        response.set_cookie(
            cookie_name(),
            token,
            max_age=int(KNOWN_FOR.total_seconds()),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def cookie_name() -> str:
    return f"__Host-{COOKIE}" if settings.SESSION_COOKIE_SECURE else COOKIE
