"""What the ledger holds of recalls: every address at which the story, or a board's own version of it, stood."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.models import Placement
from editorial.models.placement import story_path
from editorial.public_record.actions import note_act
from editorial.public_record.kinds import CORRECTION
from portals.addresses import origin_of
from portals.boards.models import User
from portals.ledger import registry
from portals.ledger.actions import commit_to_person
from portals.ledger.fields import is_commitment, is_sorted_texts, is_text
from portals.ledger.models import LedgerEntry
from portals.ledger.notes import BadNote
from portals.ledger.paper import OnPaper, checkpoint_on_paper
from portals.ledger.queries import newest_checkpoint
from syndication.models import Recall

from .models import RecallProof

logger = logging.getLogger(__name__)

# Of the 65,535 bytes of an entry so many are left to addresses; what does not fit stands in a second entry.
ROOM_FOR_ADDRESSES = 50_000

RECALL = registry.LedgerKind(
    name="recall",
    # Translators: kept as it is: {office}, {reason}
    sentence=gettext_lazy("{office} recalled the story from every portal: {reason}"),
    subject="content",
    must={
        "content": is_text,
        "addresses": is_sorted_texts,
        "reason": is_text,
        "decided": is_commitment,
    },
)


def record_recall(*, recall: Recall, stories: Iterable[int], actor: User, now: datetime) -> None:
    """Note the recall for the ledger, in its own transaction, behind all acts on the story: one entry as a rule."""
    ended = Placement.objects.filter(
        story__in=list(stories), removed_at=now, portal__site__isnull=False
    )
    rows = ended.values_list("portal__site__hostname", "section__slug", "story__slug", "story_id")
    addresses = {
        origin_of(host) + story_path(section, slug, story_id)
        for host, section, slug, story_id in rows
    }
    decided = commit_to_person(actor)
    for part in _parts(sorted(addresses, key=lambda one: one.encode("utf-16-be"))):
        body = {
            "content": str(recall.story_id),
            "addresses": part,
            "reason": recall.reason,
            "decided": decided,
        }
        note_act("recall", body, page_id=recall.story_id, portal=recall.portal, at=now)


def ledger_of_recall(recall: Recall) -> tuple[OnPaper, str] | None:
    """Return the newest checkpoint for a paper, and where the recall stands in it, in words.

    None where the ledger is not signed, or not by its key: then nothing is said on the strength of it.
    """
    found = _at_issue(RECALL.name, recall.story_id, recall.recalled_at)
    if found is None:
        return None
    on_paper, index = found
    if not index:
        return on_paper, _("The recall has its place behind this checkpoint.")
    return on_paper, _("This recall is entry %(index)s of the ledger.") % {"index": index}


def ledger_of_correction(proof: RecallProof) -> tuple[OnPaper, str] | None:
    """The same of a correction, which the ledger holds with the words of its note."""
    note = proof.correction
    if note is None or note.published_at is None:
        return None
    found = _at_issue(CORRECTION.name, note.story_id, note.published_at)
    if found is None:
        return None
    on_paper, index = found
    if not index:
        return on_paper, _("The correction has its place behind this checkpoint.")
    return on_paper, _("This correction is entry %(index)s of the ledger.") % {"index": index}


def _at_issue(kind: str, story_id: int, at: datetime) -> tuple[OnPaper, str] | None:
    newest = newest_checkpoint()
    if newest is None:
        return None
    try:
        on_paper = checkpoint_on_paper(newest)
    except BadNote:
        logger.exception(
            "The ledger's newest checkpoint is not signed by its key.",
            extra={"event": "recalls.checkpoint_not_good", "story": story_id},
        )
        return None
    entries = LedgerEntry.objects.filter(kind=kind, subject=str(story_id), at=at)
    places = entries.filter(leaf__index__lt=newest.pk).order_by("leaf__index")
    return on_paper, ", ".join(map(str, places.values_list("leaf__index", flat=True)))


def _parts(addresses: list[str]) -> Iterator[list[str]]:
    part: list[str] = []
    room = ROOM_FOR_ADDRESSES
    for address in addresses:
        # In quotes, and a comma.
        size = len(address.encode()) + 3
        if part and size > room:
            yield part
            part, room = [], ROOM_FOR_ADDRESSES
        part.append(address)
        room -= size
    if part:
        yield part
