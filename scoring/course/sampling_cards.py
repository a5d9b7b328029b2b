"""Which cards are checked again: a seed that nobody could choose, and the sample that follows from it. Pure.

docs/scoring.md has the recipe in words, so that anybody can draw again with the ledger's files and the newspaper.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

# One card of so many.
ONE_OF = 10


def root_of(facts: Iterable[tuple[str, str]]) -> str:
    """Return the root of a month's frozen facts, given as host name and SHA-256 of each portal's."""
    lines = "".join(f"{host} {digest}\n" for host, digest in sorted(facts))
    return sha256(lines.encode()).hexdigest()


def seed_of(root: str, result: str) -> str:
    """Return the seed: fixed by facts that were frozen before the draw, and by a draw held after that."""
    return sha256(f"{root}:{result}".encode()).hexdigest()


def hosts_drawn(hosts: Iterable[str], seed: str) -> list[str]:
    """Return a tenth of the hosts, rounded up: those whose hash with the seed is lowest, in that order."""
    in_order = sorted(set(hosts), key=lambda host: sha256(f"{seed}:{host}".encode()).hexdigest())
    return in_order[: -(-len(in_order) // ONE_OF)]
