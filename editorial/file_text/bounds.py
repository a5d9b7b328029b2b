"""How much of a file is read. What is longer is read so far, and says so."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

MOST_CHARACTERS = 2_000_000
MOST_PAGES = 2_000
# Less than the kernel ends the process at (`portals.uploads.apart.BY_JOB`), so that what was read so far is kept.
MOST_CPU_SECONDS = 14.0
# Of a scan, from its beginning: number, date and signer stand on the first page of an act, and on its last.
MOST_SCANNED_PAGES = 50


class Enough(Exception):
    """As much was read as may be."""


@dataclass
class Gathered:
    """Pieces of text up to the bounds; raises Enough there, with what fits kept."""

    pieces: list[str] = field(default_factory=list)
    left: int = field(default_factory=lambda: MOST_CHARACTERS)
    until: float = field(default_factory=lambda: time.process_time() + MOST_CPU_SECONDS)

    def add(self, piece: str) -> None:
        self.pieces.append(piece[: self.left])
        self.left -= len(piece)
        if self.left <= 0 or time.process_time() > self.until:
            raise Enough

    @property
    def text(self) -> str:
        return "".join(self.pieces)
