"""The failures to sign in that allauth counts."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from django.http import HttpRequest


def forget_login_failures(
    adapter: DefaultAccountAdapter, request: HttpRequest, *, username: str
) -> None:
    """Let the account be tried again. allauth does that itself only after a reset of the password by its own views.

    Under which key it counts is private, and both counts must agree; a public "forget" of the adapter would replace
    this.
    """
    key = adapter._get_login_attempts_cache_key(request, username=username)
    ratelimit.clear(request, action="login_failed", key=key)
