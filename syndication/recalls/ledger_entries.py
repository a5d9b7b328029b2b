"""What the ledger holds of recalls: every address at which the story, or a board's own version of it, stood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from editorial.models import Placement
from editorial.models.placement import story_path
from editorial.public_record.actions import note_act
from portals.addresses import origin_of
from portals.boards.models import User
from portals.ledger import registry
from portals.ledger.actions import commit_to_person
from portals.ledger.fields import is_commitment, is_sorted_texts, is_text
from syndication.models import Recall

# Of the 65,535 bytes of an entry so many are left to addresses; what does not fit stands in a second entry.
ROOM_FOR_ADDRESSES = 50_000

RECALL = registry.LedgerKind(
    name="recall",
    # Translators: kept as it is: {office}, {reason}
    sentence=_("{office} recalled the story from every portal: {reason}"),
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
