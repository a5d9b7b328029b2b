"""Noting what is done with standing pages: published, whether anew or changed, and taken off."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from editorial.enums import RemovalKind
from editorial.models import InformationPage, InformationRemoval
from portals.addresses import origin_of
from portals.ledger.actions import commit_to_person
from portals.models import Portal

from .actions import approved_by, last_hostname, note_act
from .kinds import PAGE


def note_page(*, page: InformationPage, now: datetime) -> None:
    """Note that the live version of `page` was published. In the act's own transaction, as `note_act`."""
    _note(page, now, approved_by(page.live_revision_id))


def note_page_reads(*, page: InformationPage, now: datetime) -> None:
    """Note that `page` reads otherwise from now on, or stands elsewhere, though no version of it was published."""
    _note(page, now, {})


def _note(page: InformationPage, now: datetime, approved: dict[str, str]) -> None:
    if not page.live:
        return
    portal = page.portal_of_page()
    body = {
        "content": str(page.pk),
        "address": address_of_page(page, portal),
        "title": page.title,
        **approved,
    }
    revision_id = page.live_revision_id
    note_act(PAGE.name, body, page_id=page.pk, portal=portal, at=now, revision_id=revision_id)


def note_page_taken_off(*, page: InformationPage, now: datetime) -> None:
    """Note that `page` is public no more: by its board's decision, which is a row by now, or as its time ran out."""
    portal = page.portal_of_page()
    body: dict[str, Any] = {
        "content": str(page.pk),
        "address": address_of_page(page, portal),
        "reason": str(RemovalKind.EXPIRED.label),
    }
    removals = InformationRemoval.objects.filter(page=page.pk).select_related("by")
    if not page.expired and (removal := removals.order_by("pk").last()):
        body |= {"reason": removal.reason, "decided": commit_to_person(removal.by)}
    note_act("withdrawal", body, page_id=page.pk, portal=portal, at=now)


def address_of_page(page: InformationPage, portal: Portal) -> str:
    return origin_of(last_hostname(portal)) + page.public_path()
