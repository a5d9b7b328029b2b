"""What the mails say. The subject tells that something waits and nothing about it: mailboxes are shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portals.mail.actions import post
from portals.mail.enums import MailKind

from .items import InboxItem, things_told
from .links import make_links
from .words import InboxLine, inbox_lines

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.mail.models import OutgoingMail

MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class LinkedLine:
    line: InboxLine
    address: str


def post_digest(
    *, user: User, items: Sequence[InboxItem], day: date, now: datetime
) -> OutgoingMail:
    """Write the mail of the day, with links made for it."""
    subject = ngettext(
        "%(day)s: %(count)s thing waits for you",
        "%(day)s: %(count)s things wait for you",
        things_told(items),
    ) % {"day": f"{day:%d/%m/%Y}", "count": things_told(items)}
    return _post(MailKind.DIGEST, "digest", subject, user, items, now)


def post_urgent(*, user: User, item: InboxItem, now: datetime) -> OutgoingMail:
    return _post(MailKind.URGENT, "urgent", _("Something urgent waits for you"), user, [item], now)


def _post(
    kind: MailKind,
    name: str,
    subject: str,
    user: User,
    items: Sequence[InboxItem],
    now: datetime,
) -> OutgoingMail:
    shown = list(items[:MOST_LINES])
    addresses = make_links(user=user, urls=[item.url for item in shown], now=now)
    base = settings.WAGTAILADMIN_BASE_URL
    context = {
        "person": user,
        "subject": subject,
        "lines": [
            LinkedLine(line, address)
            for line, address in zip(inbox_lines(shown, now), addresses, strict=True)
        ],
        "more": things_told(items[MOST_LINES:]),
        "inbox": base + reverse("inbox"),
        "settings": base + reverse("mail_settings"),
    }
    return post(
        kind=kind,
        person=user,
        address=user.email,
        subject=subject,
        text=render_to_string(f"portals/inbox/mail/{name}.txt", context),
        html=render_to_string("portals/inbox/mail/inbox.html", context),
        now=now,
    )
