"""What the ledger holds of a story, as far as its readers may be told: all of it but who decided."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db.models import Q

from editorial.models import ActToRecord, StoryPage
from editorial.models.to_record import PAPER, STANDING
from portals.ledger.notes import BadNote
from portals.ledger.recorded import RecordedAct, SignedTree, acts_about, signed_tree

logger = logging.getLogger(__name__)

# The name in the bodies of entries that says which text they are about.
CONTENT = "content"


@dataclass(frozen=True, slots=True)
class TextRecord:
    """The acts about one story in the ledger's order, and how far the ledger is signed."""

    acts: list[RecordedAct]
    tree: SignedTree | None
    # Kinds of acts that were done and are not in the ledger yet.
    waiting: frozenset[str]

    @property
    def text(self) -> RecordedAct | None:
        """The last act that says what the text is."""
        told = [act for act in self.acts if {"text", "title"} <= act.entry.body.keys()]
        return told[-1] if told else None

    @property
    def later(self) -> list[RecordedAct]:
        """What became of that text afterwards."""
        at = self.acts.index(self.text) if self.text else -1
        return [act for act in self.acts[at + 1 :] if act.entry.kind != PAPER]

    @property
    def is_in_line(self) -> bool:
        """Whether nothing is to come but that the text stands there, which has no hour."""
        return self.waiting == {STANDING}

    def is_signed(self, act: RecordedAct) -> bool:
        return self.tree is not None and self.tree.holds(act)

    @property
    def is_complete(self) -> bool:
        """Whether nothing is to come: every act has its place below a checkpoint."""
        return not self.waiting and all(map(self.is_signed, self.acts))


def record_of(story_id: int, *, addresses: set[str]) -> TextRecord:
    """Return what the ledger holds of a story that stood at these addresses. Six queries, however much that is."""
    acts = _acts_of(story_id, addresses)
    try:
        tree = signed_tree()
    except BadNote:
        logger.exception(
            "The ledger's newest checkpoint is not signed by its key.",
            extra={"event": "editorial.checkpoint_not_good"},
        )
        tree = None
    # What was given up is not to come.
    waiting = ActToRecord.objects.filter(Q(page=story_id) | Q(story=story_id), given_up_at=None)
    kinds = waiting.exclude(kind=PAPER).values_list("kind", flat=True)
    return TextRecord(acts=acts, tree=tree, waiting=frozenset(kinds))


def signed_acts_of(story_id: int, *, addresses: set[str]) -> dict[int, RecordedAct]:
    """Return, by their places, the acts of which there may be proofs. Two queries."""
    acts = _acts_of(story_id, addresses)
    return {act.index: act for act in acts if act.index is not None}


def _acts_of(story_id: int, addresses: set[str]) -> list[RecordedAct]:
    """Its own acts; and of the story from which it was made those that name an address of its own: a recall of both."""
    source = StoryPage.objects.values_list("adapted_from", flat=True).get(pk=story_id)
    about = acts_about(CONTENT, {story_id, source} - {None})
    told = {act.entry.body.get("address") for act in about if _is_of(act, story_id)}
    own = addresses | {str(address) for address in told if address}
    return [act for act in about if _is_of(act, story_id) or _names(act, own)]


def _is_of(act: RecordedAct, story_id: int) -> bool:
    return act.entry.body[CONTENT] == str(story_id)


def _names(act: RecordedAct, addresses: set[str]) -> bool:
    named = act.entry.body.get("addresses")
    return isinstance(named, list) and any(str(one) in addresses for one in named)
