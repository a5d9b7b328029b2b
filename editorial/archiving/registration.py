"""What archives add to the ledger."""

from __future__ import annotations

from portals.ledger import registry

from .kinds import ARCHIVE


def install() -> None:
    registry.register(ARCHIVE)
