"""Proofs and checkpoints, read from the rows."""

from __future__ import annotations

from .models import LedgerCheckpoint, LedgerEntry, LedgerLeaf
from .notes import Checkpoint, SignedCheckpoint
from .proofs import Proof
from .stored import StoredLedger
from .tree import inclusion


def newest_checkpoint() -> LedgerCheckpoint | None:
    return LedgerCheckpoint.objects.order_by("-pk").first()


def note_of(checkpoint: LedgerCheckpoint) -> bytes:
    """Return the checkpoint with the countersignatures that came for it."""
    lines = checkpoint.cosignatures.order_by("pk").values_list("line", flat=True)
    return (checkpoint.note + "".join(lines)).encode()


def checkpoint_of(checkpoint: LedgerCheckpoint) -> Checkpoint:
    return SignedCheckpoint.parse(checkpoint.note.encode()).checkpoint


def proof_of(entry: LedgerEntry) -> Proof | None:
    """Return the proof that `entry` stands under the newest checkpoint; None while it does not."""
    leaf = LedgerLeaf.objects.filter(entry=entry).first()
    newest = newest_checkpoint()
    if leaf is None or newest is None or leaf.index >= newest.pk:
        return None
    path = inclusion(StoredLedger(), leaf.index, newest.pk)
    signed = SignedCheckpoint.parse(note_of(newest))
    return Proof(bytes(entry.entry), leaf.index, tuple(path), signed)
