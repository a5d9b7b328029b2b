"""Mail about somebody's own account."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from portals.boards.models import User
from portals.mail.actions import post
from portals.mail.enums import MailKind
from portals.visitors import client_address


def send_notice(*, user: User, request: HttpRequest, what: str, now: datetime) -> None:
    """Tell `user` by mail that `what` happened, when, and from where; once the transaction holds."""
    if not user.email:
        return
    body = render_to_string(
        "portals/sign_in/mail/account_notice.txt",
        {
            "person": user,
            "what": what,
            "at": now,
            "address": client_address(request),
            "browser": request.META.get("HTTP_USER_AGENT", "")[:200],
            "sessions": settings.WAGTAILADMIN_BASE_URL + reverse("usersessions_list"),
            "reset": settings.WAGTAILADMIN_BASE_URL + reverse("wagtailadmin_password_reset"),
        },
    )
    post(
        kind=MailKind.ACCOUNT,
        person=user,
        address=user.email,
        subject=_("Your account on Liên Cổng"),
        text=body,
        now=now,
    )
