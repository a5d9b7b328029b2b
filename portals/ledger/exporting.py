"""The ledger as a folder of files (docs/ledger-format.md, section 5)."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from portals.refusals import Refusal

from . import folder
from .canonical import encode
from .commitments import Opening
from .keys import known_keys
from .models import LedgerCheckpoint, LedgerSalt
from .queries import newest_checkpoint, note_of
from .stored import StoredLedger


class UnableToExport(Refusal):
    """There is nothing to export, or something stands where it should go."""


def export(to: Path, *, with_openings: bool = False) -> int:
    """Write the ledger as of its newest checkpoint into a new folder, and return how many entries it has.

    With openings it names the persons who were not erased: for somebody entitled to know them.
    """
    if to.exists() and any(to.iterdir()):
        raise UnableToExport(_("%(folder)s is not empty.") % {"folder": to})
    with transaction.atomic():
        newest = newest_checkpoint()
        if newest is None:
            raise UnableToExport(_("The ledger was never signed."))
        folder.write_tiles(to, StoredLedger(), newest.pk)
        checkpoints = LedgerCheckpoint.objects.order_by("pk")
        folder.write_checkpoints(to, [(one.pk, note_of(one)) for one in checkpoints])
        (to / folder.KEYS).write_bytes(folder.keys_file(known_keys()))
        if with_openings:
            (to / folder.OPENINGS).write_bytes(_openings())
    return newest.pk


def _openings() -> bytes:
    salts = LedgerSalt.objects.order_by("pk").iterator()
    return encode([Opening(bytes(one.salt), one.value).as_json() for one in salts])
