"""How much of our time and memory another machine may take."""

from __future__ import annotations

import time
from dataclasses import dataclass

import httpcore


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds of one fetch, all of its redirects included. `largest` counts bytes as unpacked."""

    seconds: float = 15
    connect_seconds: float = 5
    largest: int = 5 * 1024 * 1024
    redirects: int = 5


LIMITS = Limits()


class FetchDeadline:
    """The instant by which a fetch is over, however slowly its other end drips."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def left(self, at_most: float | None = None) -> float:
        """Return the seconds that remain, `at_most` so many; raises where none do."""
        remaining = self._ends - time.monotonic()
        if remaining <= 0:
            raise httpcore.ReadTimeout("The time for this fetch is over.")
        return remaining if at_most is None else min(remaining, at_most)
