"""What the mails say. The subject tells that something waits and nothing about it: mailboxes are shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .items import InboxItem
from .links import make_links
from .words import InboxLine, lines_of

if TYPE_CHECKING:
    from portals.boards.models import User

MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class LinkedLine:
    line: InboxLine
    address: str


def digest_mail(
    *, user: User, items: Sequence[InboxItem], day: date, now: datetime
) -> EmailMultiAlternatives:
    """The mail of the day, with links made for it."""
    subject = ngettext(
        "%(day)s: %(count)s thing waits for you",
        "%(day)s: %(count)s things wait for you",
        len(items),
    ) % {"day": f"{day:%d/%m/%Y}", "count": len(items)}
    return _mail("digest", subject, user, items, now)


def urgent_mail(*, user: User, item: InboxItem, now: datetime) -> EmailMultiAlternatives:
    return _mail("urgent", _("Something urgent waits for you"), user, [item], now)


def _mail(
    name: str, subject: str, user: User, items: Sequence[InboxItem], now: datetime
) -> EmailMultiAlternatives:
    shown = list(items[:MOST_LINES])
    addresses = make_links(user=user, urls=[item.url for item in shown], now=now)
    base = settings.WAGTAILADMIN_BASE_URL
    context = {
        "person": user,
        "subject": subject,
        "lines": [
            LinkedLine(line, address)
            for line, address in zip(lines_of(shown, now), addresses, strict=True)
        ],
        "more": len(items) - len(shown),
        "inbox": base + reverse("inbox"),
        "settings": base + reverse("mail_settings"),
    }
    mail = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"editorial/mail/{name}.txt", context),
        to=[user.email],
        # So that answers by machines of people on leave are not sent back.
        headers={"Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string("editorial/mail/inbox.html", context), "text/html")
    return mail
