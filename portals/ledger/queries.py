"""Proofs and checkpoints, read from the rows."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from portals.addresses import main_origin
from portals.clock import local_date
from portals.models import Portal
from portals.tiers import INSTALL_TIER

from .models import LedgerCheckpoint, LedgerEntry, LedgerLeaf
from .notes import Checkpoint, SignedCheckpoint
from .proofs import Proof
from .read_at_once import ReadAtOnce
from .stored import StoredLedger
from .tree import consistency, inclusion

REQUEST_BEGINS = b"old "


def address_of_files(*, now: datetime) -> str:
    """Return below which address the province gives away the ledger's files; "" where it has no portal. One query."""
    opened = Portal.objects.open_on(local_date(now)).filter(tier=INSTALL_TIER, site__isnull=False)
    province = opened.select_related("site").order_by("pk").first()
    return f"{main_origin(province)}/so-cai/" if province else ""


def newest_checkpoint() -> LedgerCheckpoint | None:
    return LedgerCheckpoint.objects.order_by("-pk").first()


def note_of(checkpoint: LedgerCheckpoint) -> bytes:
    """Return the checkpoint with the countersignatures that came for it."""
    lines = checkpoint.cosignatures.order_by("pk").values_list("line", flat=True)
    return (checkpoint.note + "".join(lines)).encode()


def to_witness(checkpoint: LedgerCheckpoint, old: int) -> bytes:
    """Return the checkpoint as a witness is sent it who signed the first `old` entries last (0: none yet).

    With the proof that the tree goes on from there (docs/ledger-format.md, section 4.1). Raises ValueError where `old`
    is larger than the checkpoint.
    """
    note = checkpoint.note.encode()
    if not old:
        return note
    path = consistency(StoredLedger(), old, checkpoint.pk)
    hashes = "".join(f"{b64encode(one).decode()}\n" for one in path)
    return REQUEST_BEGINS + f"{old}\n{hashes}\n".encode() + note


def checkpoint_of(checkpoint: LedgerCheckpoint) -> Checkpoint:
    return SignedCheckpoint.parse(checkpoint.note.encode()).checkpoint


def proof_of(entry: LedgerEntry) -> Proof | None:
    """Return the proof that `entry` stands under the newest checkpoint; None while it does not."""
    index = LedgerLeaf.objects.filter(entry=entry).values_list("index", flat=True).first()
    return None if index is None else proofs_at([index]).get(index)


def proofs_at(indexes: Collection[int]) -> dict[int, Proof]:
    """Return the proofs of what stands at these places; what is not below the newest checkpoint is left out.

    Five queries, whatever the number of places and the size of the tree.
    """
    newest = newest_checkpoint()
    if newest is None:
        return {}
    below = LedgerLeaf.objects.filter(index__in=indexes, index__lt=newest.pk).order_by("index")
    entries = dict(below.values_list("index", "entry__entry"))
    if not entries:
        return {}
    signed = SignedCheckpoint.parse(note_of(newest))
    stored = ReadAtOnce(entries, newest.pk)
    return {
        index: Proof(bytes(entry), index, tuple(inclusion(stored, index, newest.pk)), signed)
        for index, entry in entries.items()
    }


def signed_seconds() -> float:
    """Return how long ago the ledger was signed last, or -1 where it never was."""
    newest = newest_checkpoint()
    return max((timezone.now() - newest.signed_at).total_seconds(), 0.0) if newest else -1.0
