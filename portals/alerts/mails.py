"""What the mails say: plain and short, each with the way to change and the way out."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portals.addresses import main_origin
from portals.mail.actions import Letter, post_many
from portals.mail.enums import MailKind
from portals.models import Portal, PortalAddress
from portals.tiers import INSTALL_TIER

from .enums import AlertMailKind
from .links import confirming_address, leaving_path, own_path
from .models import AlertMailing, Follow, Subscriber

# Of more a mail tells how many they are.
MOST_LINES = 30
QUESTION_USEFUL_FOR = timedelta(days=3)
USEFUL_FOR = timedelta(days=7)
# Each portal's readers get the same of something urgent; of a day's mails nearly each is another.
MOST_TEXTS_KEPT = 500
# Stands in a text that is made once for many, where each has a link of their own.
_OWN_PAGE = secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One thing in a mail, and where it stands."""

    item_id: int
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Written:
    subject: str
    text: str
    html: str


def post_question(wanted: Follow, *, called: str, address: str, now: datetime) -> None:
    """Ask a mailbox whether it asked for this. The link shows a button, as programs follow links too."""
    context: dict[str, Any] = {
        "name": called,
        "frequency": wanted.get_frequency_display(),
        "address": confirming_address(wanted),
        "agency": wanted.portal.agency,
        "is_confirmed": wanted.confirmed_at is not None,
        # Whoever has only been asked has nothing yet to choose or to end.
        "own": main_origin(wanted.portal) + own_path(wanted.subscriber)
        if wanted.confirmed_at
        else "",
    }
    with translation.override(wanted.subscriber.language):
        context["subject"] = _("Confirm what you want to follow")
        letter = Letter(
            address=address,
            subject=context["subject"],
            text=render_to_string("portals/alerts/mail/question.txt", context),
            html=render_to_string("portals/alerts/mail/question.html", context),
        )
    post_many(
        kind=MailKind.CONFIRMING, letters=[letter], useful_until=now + QUESTION_USEFUL_FOR, now=now
    )


type LetterWriter = Callable[[AlertMailing, Sequence[AlertLine], str], Letter]


def letter_writer() -> LetterWriter:
    """Return what writes a mail of some lines, or of what is gone. What it wrote for one it need not write for many.

    For one round of a worker: what an agency is called, and where it is found, is asked again by the next.
    """

    @lru_cache(maxsize=MOST_TEXTS_KEPT)
    def written(
        kind: str, lines: tuple[AlertLine, ...], gone: str, agency: str, language: str
    ) -> Written:
        with translation.override(language):
            return _write(kind, lines, gone, agency)

    def write(mailing: AlertMailing, lines: Sequence[AlertLine], gone: str) -> Letter:
        subscriber = mailing.subscriber
        made = written(
            mailing.kind, tuple(lines), gone, subscriber.portal.agency, subscriber.language
        )
        return _addressed(mailing, subscriber, made, origin_of_links(subscriber.portal))

    origin_of_links = cache(_origin_of_links)
    return write


def _write(kind: str, lines: Sequence[AlertLine], gone: str, agency: str) -> Written:
    context: dict[str, Any] = {
        "subject": _subject(kind, lines, gone),
        "lines": lines[:MOST_LINES],
        "more": max(len(lines) - MOST_LINES, 0),
        "gone": gone,
        "urgent": kind == AlertMailKind.URGENT,
        "agency": agency,
        "own": _OWN_PAGE,
    }
    name = "gone" if kind == AlertMailKind.GONE else "news"
    return Written(
        context["subject"],
        render_to_string(f"portals/alerts/mail/{name}.txt", context),
        render_to_string(f"portals/alerts/mail/{name}.html", context),
    )


def _subject(kind: str, lines: Sequence[AlertLine], gone: str) -> str:
    if kind == AlertMailKind.GONE:
        return _("Taken down: %(title)s") % {"title": gone}
    if kind == AlertMailKind.URGENT:
        return _("Urgent: %(title)s") % {"title": lines[0].title}
    if kind == AlertMailKind.AT_ONCE:
        return lines[0].title
    words = ngettext(
        "%(count)s new thing that you follow", "%(count)s new things that you follow", len(lines)
    )
    return words % {"count": len(lines)}


def _addressed(mailing: AlertMailing, subscriber: Subscriber, made: Written, origin: str) -> Letter:
    own = origin + own_path(subscriber)
    return Letter(
        id=mailing.pk,
        address=subscriber.address or "",
        subject=made.subject,
        text=made.text.replace(_OWN_PAGE, own),
        html=made.html.replace(_OWN_PAGE, own),
        unsubscribe=origin + leaving_path(subscriber),
    )


def _origin_of_links(portal: Portal) -> str:
    """Where one's own page is read: on any portal, so on the install's own where this one has no address any more."""
    try:
        return main_origin(portal)
    except PortalAddress.DoesNotExist:
        return main_origin(
            Portal.objects.select_related("site").get(site__isnull=False, tier=INSTALL_TIER)
        )
