"""Signatures that come from elsewhere: of the ledger's key on a machine of its own, and of witnesses."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from portals.refusals import Refusal

from .growing import sign_newest
from .keys import known_keys, origin
from .models import LedgerCheckpoint, LedgerCosignature, LedgerGrowth
from .notes import Algorithm, BadNote, Checkpoint, SignedCheckpoint, Signer
from .stored import StoredLedger
from .tree import consistency, is_beginning


class UnableToSign(Refusal):
    """What is to be signed is no continuation of what was signed before."""


def take(note: bytes, *, now: datetime) -> int:
    """Keep the signatures of `note` that are good and new; return how many.

    The ledger's own makes a checkpoint, those of known witnesses stand below it. Raises BadNote where the note is not
    of this tree, or not signed by the ledger.
    """
    signed = SignedCheckpoint.parse(note)
    given = signed.verify(known_keys())
    growth = LedgerGrowth.objects.filter(size=signed.checkpoint.size).first()
    if growth is None or signed.checkpoint != Checkpoint(origin(), growth.size, bytes(growth.root)):
        raise BadNote("the ledger never had this root")
    names = {one.key.name for one in given if one.key.algorithm == Algorithm.WITNESS}
    with transaction.atomic():
        checkpoint, is_new = LedgerCheckpoint.objects.get_or_create(
            growth=growth,
            defaults={"note": _own_part(signed).to_bytes().decode(), "signed_at": now},
        )
        kept = set(checkpoint.cosignatures.values_list("name", flat=True))
        new = [one for one in signed.signatures if one.name in names - kept]
        LedgerCosignature.objects.bulk_create(
            LedgerCosignature(checkpoint=checkpoint, name=one.name, line=one.line, received_at=now)
            for one in new
        )
    return is_new + len(new)


def sign_with_memory(signer: Signer, *, memory: Path, now: datetime) -> LedgerCheckpoint | None:
    """Sign the newest tree as one who remembers, in a file, what it signed last.

    For a machine that does not trust the database: raises UnableToSign where the new tree does not begin with the old
    one.
    """
    with transaction.atomic():
        checkpoint = sign_newest(signer, now=now)
        if checkpoint is None:
            return None
        new = SignedCheckpoint.parse(checkpoint.note.encode()).checkpoint
        if memory.exists():
            old = SignedCheckpoint.parse(memory.read_bytes())
            old.verify([signer.key])
            _must_continue(old.checkpoint, new)
        memory.write_text(checkpoint.note)
    return checkpoint


def _must_continue(old: Checkpoint, new: Checkpoint) -> None:
    try:
        path = consistency(StoredLedger(), old.size, new.size)
    except (LookupError, ValueError):
        path = []
    if not is_beginning(old.size, old.root, new.size, new.root, path):
        raise UnableToSign(
            _(
                "The tree of %(new)d entries does not begin with the one of %(old)d that was signed last."
            )
            % {"new": new.size, "old": old.size}
        )


def _own_part(signed: SignedCheckpoint) -> SignedCheckpoint:
    own = tuple(one for one in signed.signatures if one.name == signed.checkpoint.origin)
    return SignedCheckpoint(signed.checkpoint, own)
