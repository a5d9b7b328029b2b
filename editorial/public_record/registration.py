"""What this room registers."""

from __future__ import annotations

from editorial.placements import publications, withdrawals
from portals.ledger import registry

from .actions import Withdrawals, note_correction, note_publication
from .kinds import KINDS


def install() -> None:
    for kind in KINDS:
        registry.register(kind)
    publications.register(note_publication)
    publications.register_for_notes(note_correction)
    withdrawals.register(Withdrawals())
