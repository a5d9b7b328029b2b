"""Noting what is done with stories for the ledger, in the act's own transaction: two or three rows, nothing rendered.

What the entry will say is settled here, whatever becomes of the rows it was read from; a job renders the text, where
one belongs to it, and writes the entries of each story in the order of its acts (`recording`).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from editorial.enums import PlacementRole
from editorial.models import ActToRecord, Approval, Correction, Placement, StoryWithdrawal
from portals.addresses import origin_of
from portals.ledger.actions import commit_to_person
from portals.models import Portal

if TYPE_CHECKING:
    from editorial.models import StoryPage

_OF_PORTAL = [
    *(f"portal__{field.name}" for field in Portal._meta.concrete_fields),
    "portal__site__hostname",
]
_OF_ADDRESS = (
    *("portal", "section", "story", "role"),
    *("section__slug", "story__slug", "story__title", "story__live_revision"),
)


def note_act(
    kind: str,
    body: dict[str, Any],
    *,
    page_id: int,
    portal: Portal,
    at: datetime,
    revision_id: int | None = None,
) -> ActToRecord:
    """Note an act on a page as the entry of the ledger that it will be, but for what must be rendered.

    To be called while the act holds the page, which keeps acts on one page in their order. One INSERT.
    """
    return ActToRecord.objects.create(
        kind=kind,
        body=body,
        page_id=page_id,
        revision_id=revision_id,
        portal=portal,
        office=portal.agency,
        hostname=last_hostname(portal),
        at=at,
    )


def note_publication(*, story: StoryPage, now: datetime) -> None:
    """Note that the live version of `story` was published, or corrected. For `placements.publications`."""
    placement = origin_of_story(story.pk)
    if placement is not None:
        kind, body = told_of_publication(
            placement, title=story.title, revision_id=story.live_revision_id, at=now
        )
        note_act(
            kind,
            body,
            page_id=story.pk,
            portal=placement.portal,
            at=now,
            revision_id=story.live_revision_id,
        )


def note_correction(*, story: StoryPage, now: datetime) -> None:
    """Note that a story got a note without a publication. What was taken down reads as nothing, and gets no entry."""
    placement = origin_of_story(story.pk)
    if placement is not None and placement.removed_at is None:
        note_publication(story=story, now=now)


def note_story_reads(*, story: StoryPage, now: datetime) -> None:
    """Note that a public story reads otherwise from now on, though no version of it was published.

    It says so as a publication that nobody approved.
    """
    placement = origin_of_story(story.pk)
    if placement is None or placement.removed_at is not None:
        return
    note_act(
        "publication",
        _told_of(placement, story.title),
        page_id=story.pk,
        portal=placement.portal,
        at=now,
        revision_id=story.live_revision_id,
    )


class Withdrawals:
    """Notes a withdrawal, behind whatever of the story was noted before. For `placements.withdrawals`."""

    rank = 90

    def lock(self, story: StoryPage) -> None:
        """Nothing: rows are only added."""

    def settle(self, *, story: StoryPage, now: datetime, reason: str) -> None:
        placement = origin_of_story(story.pk)
        if placement is None:
            return
        body: dict[str, Any] = {
            "content": str(story.pk),
            "address": recorded_address(placement),
            "reason": reason,
        }
        decision = StoryWithdrawal.objects.filter(story_id=story.pk, removed_at=now)
        if withdrawal := decision.select_related("by").order_by("pk").last():
            body["decided"] = commit_to_person(withdrawal.by)
        note_act("withdrawal", body, page_id=story.pk, portal=placement.portal, at=now)


def told_of_publication(
    placement: Placement, *, title: str, revision_id: int | None, at: datetime
) -> tuple[str, dict[str, Any]]:
    """Return the kind of a publication's entry, and all of its body but the text."""
    body = _told_of(placement, title) | approved_by(revision_id)
    notes = Correction.objects.filter(story_id=placement.story_id, published_at=at)
    if note := notes.order_by("pk").first():
        return "correction", {**body, "note": note.text}
    return "publication", body


def _told_of(placement: Placement, title: str) -> dict[str, Any]:
    return {
        "content": str(placement.story_id),
        "address": recorded_address(placement),
        "title": title,
        "origin": last_hostname(placement.portal),
    }


def approved_by(revision_id: int | None) -> dict[str, str]:
    """Return what an entry says of who approved a version: nothing where no person did."""
    approvals = Approval.objects.filter(revision=revision_id, taken_back_at=None)
    if revision_id is None or not (
        approval := approvals.select_related("approver").order_by("pk").last()
    ):
        return {}
    return {"approved": commit_to_person(approval.approver)}


def origin_of_story(story_id: int) -> Placement | None:
    """Where the story stands of its own, or stood last."""
    return origins().filter(story=story_id).order_by("pk").last()


def origins() -> QuerySet[Placement]:
    """Where stories stand of their own, or stood, with what entries say of that: not the text, which is long."""
    placements = Placement.objects.filter(role=PlacementRole.ORIGIN)
    related = placements.select_related("portal__site", "section", "story")
    return related.only(*_OF_PORTAL, *_OF_ADDRESS)


def recorded_address(placement: Placement) -> str:
    return origin_of(last_hostname(placement.portal)) + placement.path


def last_hostname(portal: Portal) -> str:
    """Return the host name of `portal`, or its last where it is closed; nothing where it never had one.

    No act fails for want of one. Without a query where the portal's site is loaded.
    """
    if portal.site is not None:
        return portal.site.hostname
    last = portal.addresses.filter(is_main=True).order_by("period").last()
    return last.hostname if last else ""
