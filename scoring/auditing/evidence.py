"""A text as it stood when it was counted, with what shows that it is that text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wagtail.models import Revision

from editorial.stored_text import StoredText, text_of_revision, words_of_body
from portals.ledger.entries import Entry
from portals.ledger.models import LedgerEntry
from scoring.content.gathering import hash_of_text
from scoring.measures.own_items import OwnItem
from scoring.models import FrozenFacts, Scorecard
from scoring.rounds.frozen import hash_of, read_own_items


@dataclass(frozen=True, slots=True)
class FactsOnRecord:
    """The row of facts in which an item stands, hashed again, and the place of its entry in the ledger.

    `index` is None while the ledger has not placed the entry; `entry_says` None where there is none for the portal.
    """

    facts: FrozenFacts
    computed: str
    entry_says: str | None
    index: int | None

    @property
    def holds(self) -> bool:
        return self.computed == self.facts.sha256 == self.entry_says


@dataclass(frozen=True, slots=True)
class StoryEvidence:
    """A story as it was frozen. `text` None: its version is not kept any more, and the hash alone says what it was."""

    item: OwnItem
    text: StoredText | None
    written_at: datetime | None
    computed: str
    record: FactsOnRecord

    @property
    def is_the_text(self) -> bool:
        """Whether the version that is kept is the one that was read when the month was measured."""
        return bool(self.item.sha256) and self.computed == self.item.sha256

    @property
    def paragraphs(self) -> Sequence[str]:
        if self.text is None:
            return ()
        whole = [self.text.lead, *words_of_body(self.text.body)]
        return [line for part in whole for line in part.splitlines() if line.strip()]


def evidence_of(card: Scorecard, story_id: int) -> StoryEvidence | None:
    """Return what `card` rests on of a story of its portal; None where the month counted no such story."""
    for row in frozen_rows(card):
        for rows in row.own.values():
            item = next(
                (one for one in read_own_items(rows).items if one.story_id == story_id), None
            )
            if item is not None:
                return _shown(item, row)
    return None


def frozen_rows(card: Scorecard) -> list[FrozenFacts]:
    """Return all that was measured for `card`, the first measuring first. One query."""
    kept = FrozenFacts.objects.filter(run__round=card.round_id, portal=card.portal_id)
    return list(kept.select_related("run__round", "portal__site").order_by("run__number"))


def on_record(row: FrozenFacts) -> FactsOnRecord:
    """Compare a row of facts with its entry in the ledger. One query."""
    computed = hash_of(row.facts, row.items, row.own)
    # As it was called then: hosts change with reforms.
    host = row.facts["standing"]["portal"]
    entries = LedgerEntry.objects.filter(
        kind="facts", subject=f"{row.run.round.month:%Y-%m}"
    ).order_by("pk")
    for stored, index in entries.values_list("entry", "leaf__index"):
        body: dict[str, Any] = Entry.from_bytes(bytes(stored)).body
        said = {one["portal"]: one["sha256"] for one in body["portals"]}
        if body["run"] == row.run.number and host in said:
            return FactsOnRecord(row, computed, said[host], index)
    return FactsOnRecord(row, computed, None, None)


def _shown(item: OwnItem, row: FrozenFacts) -> StoryEvidence:
    revision = Revision.page_revisions.filter(
        pk=item.version or 0, object_id=str(item.story_id)
    ).first()
    text = text_of_revision(revision.content) if revision else None
    return StoryEvidence(
        item=item,
        text=text,
        written_at=revision.created_at if revision else None,
        computed=hash_of_text(text) if text else "",
        record=on_record(row),
    )
