"""Whose files are believed: provinces with the keys of their ledgers, pinned by hand in a file of this install."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from portals.ledger.notes import BadNote, Key


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A province whose key came on paper, and the region with which it is compared."""

    name: str
    cluster: str
    key: Key


@dataclass(frozen=True, slots=True)
class Pinned:
    """`cluster`: that of this install. `neighbours`: by the name of their ledger's key."""

    cluster: str = ""
    neighbours: Mapping[str, Neighbour] | None = None

    def named(self, ledger: str) -> Neighbour | None:
        return (self.neighbours or {}).get(ledger)


def read_pinned(text: str) -> Pinned:
    """Read the file. Raises ValueError where a key cannot be read, or a ledger is named twice."""
    told = tomllib.loads(text)
    found: dict[str, Neighbour] = {}
    for one in told.get("neighbours", []):
        try:
            neighbour = Neighbour(one["name"], one["cluster"], Key.parse(one["key"]))
        except (KeyError, BadNote) as fault:
            raise ValueError(f"A neighbour that cannot be read: {one}: {fault}") from fault
        if neighbour.key.name in found:
            raise ValueError(f"A ledger is named twice: {neighbour.key.name}")
        found[neighbour.key.name] = neighbour
    return Pinned(told.get("cluster", ""), found)


def pinned() -> Pinned:
    """Return what `NEIGHBOURS` names; nobody where it names nothing."""
    path = str(settings.PORTALS_NEIGHBOURS)
    return read_pinned(Path(path).read_text(encoding="utf-8")) if path else Pinned()
