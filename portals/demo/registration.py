"""What this room registers."""

from __future__ import annotations

from portals.operations.demo import answering, chapters, registry

from . import accounts, ledger


def install() -> None:
    chapters.register("portals.demo.chapters")
    registry.register(answering.ANSWERING)
    registry.register(accounts.ACCOUNTS)
    registry.register(ledger.LEDGER)
