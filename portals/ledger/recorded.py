"""What the ledger holds about one thing, and how far it is signed, for pages that tell it in words."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from .entries import Entry
from .keys import known_keys
from .models import LedgerEntry
from .notes import Algorithm, Given, SignedCheckpoint
from .queries import newest_checkpoint, note_of
from .registry import entry_kinds, kind_named


@dataclass(frozen=True, slots=True)
class RecordedAct:
    """An entry with its place; None while it has none."""

    entry: Entry
    index: int | None

    @property
    def sentence(self) -> str:
        """The act in words, in the language of the moment."""
        return kind_named(self.entry.kind).told(self.entry.office, self.entry.body)


@dataclass(frozen=True, slots=True)
class SignedTree:
    """The newest checkpoint, with the signatures that are good."""

    size: int
    origin: str
    root: str
    signed_at: datetime
    witnesses: tuple[Given, ...]

    def holds(self, act: RecordedAct) -> bool:
        return act.index is not None and act.index < self.size


def acts_about(subject: str, values: Iterable[object]) -> list[RecordedAct]:
    """Return the acts whose kinds are found by the name `subject`, of these values, in the ledger's order. One query.

    What has no place yet comes last.
    """
    named = [kind.name for kind in entry_kinds().values() if kind.subject == subject]
    rows = LedgerEntry.objects.filter(kind__in=named, subject__in=[str(one) for one in values])
    ordered = rows.order_by(F("leaf__index").asc(nulls_last=True), "pk")
    return [
        RecordedAct(Entry.from_bytes(bytes(entry)), index)
        for entry, index in ordered.values_list("entry", "leaf__index")
    ]


def signed_tree() -> SignedTree | None:
    """Return the newest checkpoint, its signatures checked; None where there is none. Three queries.

    Raises BadNote where the ledger's own signature is not good: nothing may be said on the strength of it.
    """
    newest = newest_checkpoint()
    if newest is None:
        return None
    signed = SignedCheckpoint.parse(note_of(newest))
    given = signed.verify(known_keys())
    return SignedTree(
        size=signed.checkpoint.size,
        origin=signed.checkpoint.origin,
        root=b64encode(signed.checkpoint.root).decode(),
        signed_at=newest.signed_at,
        witnesses=tuple(one for one in given if one.key.algorithm == Algorithm.WITNESS),
    )
