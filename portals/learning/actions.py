"""How the province writes its own handbook, and takes the shipped one again."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import User
from portals.boards.queries import holds_post_in_tier
from portals.refusals import NotYourOffice, Refusal
from portals.text import nfc
from portals.tiers import INSTALL_TIER

from .models import ProvincePage
from .pages import HandbookPage, shipped_pages
from .queries import handbook_page


class UnableToWritePage(Refusal):
    """The page cannot be what was asked."""


def may_keep_handbook(user: User, now: datetime) -> bool:
    """Whether `user` is one of the standing editors of the province. One query."""
    return holds_post_in_tier(user, INSTALL_TIER, now, STANDING_EDITORS)


def write_page(
    *, slug: str, title: str, text: str, read_mark: str, actor: User, now: datetime
) -> ProvincePage:
    """Put the province's words in the place of the page called `slug`.

    `read_mark` is the mark of the text that the writer had before them: one that was changed since is refused.
    """
    _must_keep(actor, now)
    shipped = _shipped(slug)
    title, text = nfc(title).strip(), nfc(text).strip()
    if not title or not text:
        raise UnableToWritePage(_("Write a title and a text."))
    with transaction.atomic():
        _lock(slug)
        standing = handbook_page(slug)
        if standing is None or standing.page.mark != read_mark:
            raise UnableToWritePage(
                _("Somebody changed this page meanwhile. Copy your words, then open it anew.")
            )
        page, _created = ProvincePage.objects.update_or_create(
            slug=slug,
            defaults={
                "title": title,
                "text": text,
                "shipped_mark": shipped.mark,
                "edited_by": actor,
                "edited_at": now,
            },
        )
        log(instance=page, action="learning.write_page", user=actor, data={"slug": slug})
    return page


def restore_page(*, slug: str, actor: User, now: datetime) -> None:
    """Let the shipped text of the page called `slug` stand again. What the province wrote stays in the log."""
    _must_keep(actor, now)
    _shipped(slug)
    with transaction.atomic():
        own = ProvincePage.objects.select_for_update().filter(slug=slug).first()
        if own is None:
            raise UnableToWritePage(_("The shipped text of this page stands already."))
        log(
            instance=own,
            action="learning.restore_page",
            user=actor,
            data={"slug": slug, "title": own.title, "text": own.text},
        )
        own.delete()


def _shipped(slug: str) -> HandbookPage:
    page = shipped_pages().get(slug)
    if page is None:
        raise UnableToWritePage(_("The handbook has no such page."))
    return page


def _lock(slug: str) -> None:
    """Until the transaction ends; also where no row is there yet that could be locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"handbook:{slug}"])


def _must_keep(actor: User, now: datetime) -> None:
    if not may_keep_handbook(actor, now):
        raise NotYourOffice(_("The handbook is kept by the standing editors of the province."))
