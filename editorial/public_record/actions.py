"""Writing publications and withdrawals of stories into the ledger.

A publication is noted in its own transaction, with its version; a job renders the text and writes the entry. Rendering
in the act would add to each publication what a page costs (docs/decisions/0019-the-ledger.md). A withdrawal is written
at once, behind what still waits.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.db import transaction

from editorial.enums import PlacementRole
from editorial.models import (
    Approval,
    Correction,
    Placement,
    PublicationToRecord,
    StoryPage,
    StoryWithdrawal,
)
from portals.addresses import main_hostname, main_origin
from portals.ledger.actions import append, commit_to_person
from portals.ledger.shown_text import hash_of

from .rendering import text_shown

logger = logging.getLogger(__name__)

RECORDED_A_ROUND = 500


def note_publication(*, story: StoryPage, now: datetime) -> None:
    """Remember, in the publication's transaction, that its text belongs into the ledger."""
    PublicationToRecord.objects.create(
        story_id=story.pk, revision_id=story.live_revision_id, published_at=now
    )


def record_waiting(*, now: datetime) -> int:
    """Write the entries of publications that were noted, in their order; return how many. Safe to run twice at once.

    Each in a transaction of its own. One that fails does not hold back the others; the failure is raised at the end.
    """
    failures: list[Exception] = []
    count = 0
    waiting = PublicationToRecord.objects.filter(published_at__lte=now).order_by("pk")
    for pk in waiting.values_list("pk", flat=True)[:RECORDED_A_ROUND]:
        try:
            with transaction.atomic():
                count += _record(PublicationToRecord.objects.filter(pk=pk))
        except Exception as error:  # noqa: BLE001  (collected, and raised below)
            failures.append(error)
    if failures:
        raise ExceptionGroup("some publications could not be recorded", failures)
    return count


class Withdrawals:
    """Writes a withdrawal into the ledger, behind the publications of the story that still wait."""

    rank = 90

    def lock(self, story: StoryPage) -> None:
        """Nothing: rows of the ledger are only added."""

    def settle(self, *, story: StoryPage, now: datetime, reason: str) -> None:
        try:
            with transaction.atomic():
                _record(PublicationToRecord.objects.filter(story_id=story.pk), wait=True)
        except Exception:
            # A text that cannot be rendered, or is too long, keeps nobody from taking it down. The job says so too.
            logger.exception(
                "A publication could not be recorded before its withdrawal.",
                extra={"event": "editorial.publication_unrecorded", "story": story.pk},
            )
        placement = _origin(story.pk)
        if placement is None:
            return
        body: dict[str, Any] = {
            "content": str(story.pk),
            "address": _address(placement),
            "reason": reason,
        }
        decision = StoryWithdrawal.objects.filter(story_id=story.pk, removed_at=now)
        if withdrawal := decision.select_related("by").order_by("pk").last():
            body["decided"] = commit_to_person(withdrawal.by)
        portal = placement.portal
        append("withdrawal", body, portal=portal, office=portal.agency, at=now)


def _record(waiting: Any, *, wait: bool = False) -> int:
    """Write the entries of these rows and remove them, in the caller's transaction.

    Whoever holds a row writes its entry: it is passed over, or, to come behind it, waited for.
    """
    held = waiting.select_for_update(skip_locked=not wait, of=("self",))
    rows = held.select_related("revision")
    count = 0
    for row in rows.order_by("pk"):
        placement = _origin(row.story_id)
        if placement is not None:
            _append(row, placement)
            count += 1
        row.delete()
    return count


def _append(row: PublicationToRecord, placement: Placement) -> None:
    # What was public then, whatever the page is by now.
    story = row.revision.as_object() if row.revision else placement.story.specific
    portal = placement.portal
    address = _address(placement)
    body: dict[str, Any] = {
        "content": str(row.story_id),
        "address": address,
        "title": story.title,
        "text": hash_of(text_shown(story, portal=portal, address=address)),
        "origin": main_hostname(portal),
    }
    approvals = Approval.objects.filter(revision=row.revision, taken_back_at=None)
    approval = approvals.select_related("approver").last() if row.revision else None
    if approval:
        body["approved"] = commit_to_person(approval.approver)
    notes = Correction.objects.filter(story_id=row.story_id, published_at=row.published_at)
    note = notes.order_by("pk").first()
    if note:
        body["note"] = note.text
    kind = "correction" if note else "publication"
    append(kind, body, portal=portal, office=portal.agency, at=row.published_at)


def _origin(story_id: int) -> Placement | None:
    """Where the story stands of its own, or stood last."""
    placements = Placement.objects.filter(story=story_id, role=PlacementRole.ORIGIN)
    return placements.select_related("portal__site", "section", "story").order_by("pk").last()


def _address(placement: Placement) -> str:
    return main_origin(placement.portal) + placement.path
