"""Noting what is done with standing pages: published, whether anew or changed, and taken off."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from editorial.enums import RemovalKind
from editorial.models import ActToRecord, InformationPage, InformationRemoval
from portals.addresses import origin_of
from portals.ledger.actions import commit_to_person
from portals.models import Portal
from portals.tree import portal_path

from .actions import approved_by, last_hostname, note_act
from .kinds import PAGE


def note_page(*, page: InformationPage, now: datetime) -> None:
    """Note that the live version of `page` was published. In the act's own transaction, as `note_act`."""
    _note(page, now, approved_by(page.live_revision_id))


def note_page_reads(*, page: InformationPage, now: datetime) -> None:
    """Note that `page` reads otherwise from now on, or stands elsewhere, though no version of it was published."""
    _note(page, now, {})


def note_pages_moved(*, pages: Collection[int], now: datetime) -> None:
    """Note of standing pages, by their keys, that they stand elsewhere from now on: `note_page_reads` for many.

    Three queries.
    """
    live = list(InformationPage.objects.filter(pk__in=pages, live=True).order_by("pk"))
    owners = {
        owner.root.path: owner
        for owner in Portal.objects.filter(
            root__path__in={portal_path(page.path) for page in live}
        ).select_related("root", "site")
        if owner.root is not None
    }
    ActToRecord.objects.bulk_create(
        (
            ActToRecord(
                kind=PAGE.name,
                body=_body(page, owner),
                page_id=page.pk,
                revision_id=page.live_revision_id,
                portal=owner,
                office=owner.agency,
                hostname=last_hostname(owner),
                at=now,
            )
            for page in live
            for owner in [owners[portal_path(page.path)]]
        ),
        batch_size=1000,
    )


def _body(page: InformationPage, portal: Portal) -> dict[str, Any]:
    return {
        "content": str(page.pk),
        "address": address_of_page(page, portal),
        "title": page.title,
    }


def _note(page: InformationPage, now: datetime, approved: dict[str, str]) -> None:
    if not page.live:
        return
    portal = page.portal_of_page()
    body = {**_body(page, portal), **approved}
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
