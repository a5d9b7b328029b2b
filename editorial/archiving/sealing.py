"""The ledger knows an archive by the hash of its list; the proof of that goes into it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from portals.ledger import folder as ledger_folder
from portals.ledger.actions import append
from portals.ledger.growing import grow
from portals.ledger.keys import known_keys
from portals.ledger.models import LedgerEntry
from portals.ledger.proofs import Proof
from portals.ledger.queries import proof_of
from portals.models import Portal

from .kinds import ARCHIVE
from .manifest import KEYS, PROOF, UnableToArchive, read_archive_list

POLL_SECONDS = 2.0


class NotSealed(UnableToArchive):
    """An archive is whole, and lacks its signature."""


def note_in_ledger(folder: Path, *, portal: Portal, files: int, now: datetime) -> LedgerEntry:
    """Write the entry about the archive in `folder`, whose list is written."""
    head, digest = read_archive_list(folder)
    body = {"archive": head["archive"], "sha256": digest, "files": files}
    if head["since"]:
        body["since"] = head["since"]
    return append(ARCHIVE.name, body, portal=portal, office=portal.agency, at=now)


def seal_archive(
    folder: Path, *, wait: float, sleep: Callable[[float], object] = time.sleep
) -> Proof:
    """Put the proof and the keys into the archive, as soon as a checkpoint holds its entry.

    The ledger is signed by this process where it has the key, else by whoever has it: for `wait` seconds that is
    waited for. Raises NotSealed.
    """
    head, digest = read_archive_list(folder)
    # An archive that something was taken out of again has an entry for each list that it had.
    entries = LedgerEntry.objects.filter(kind=ARCHIVE.name, subject=head["archive"])
    entry = next((one for one in entries if digest.encode() in bytes(one.entry)), None)
    if entry is None:
        raise NotSealed(_("The ledger does not know this archive."))
    ends = time.monotonic() + wait
    while True:
        grow(now=timezone.now())
        if proof := proof_of(entry):
            (folder / PROOF).write_bytes(proof.to_bytes())
            (folder / KEYS).write_bytes(ledger_folder.keys_file(known_keys()))
            return proof
        if time.monotonic() >= ends:
            raise NotSealed(
                _(
                    "Nobody signed the ledger in %(seconds)d seconds. See that it is signed, then: archive --seal."
                )
                % {"seconds": wait}
            )
        sleep(POLL_SECONDS)
