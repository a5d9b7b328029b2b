"""The files of section 5 below one folder, as they are served and exported."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Protocol

from .notes import Algorithm, Key
from .tiles import Tile, bundle, tiles_of
from .tree import StoredLevels

CHECKPOINT = "checkpoint"
CHECKPOINTS = "checkpoints"
KEYS = "keys"
OPENINGS = "openings.json"


class Ledger(StoredLevels, Protocol):
    """Where entries and hashes are read from."""

    def entries(self, start: int, end: int) -> Sequence[bytes]:
        """Return the entries from the index `start` to before `end`, all of which are there."""


def tile_content(tile: Tile, ledger: Ledger) -> bytes:
    """Return what stands in the file. Raises LookupError where the ledger has not come that far."""
    if tile.level is None:
        return bundle(ledger.entries(tile.start, tile.end))
    return b"".join(ledger.hashes(tile.level, tile.start, tile.end))


def write_tiles(folder: Path, ledger: Ledger, size: int) -> int:
    """Write exactly those tiles and bundles that a tree of `size` entries has; return how many."""
    written = 0
    for tile in tiles_of(size):
        path = folder / tile.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(tile_content(tile, ledger))
        written += 1
    return written


def write_checkpoints(folder: Path, notes: Iterable[tuple[int, bytes]]) -> None:
    """Write each checkpoint, given with its size, and the largest as the newest too."""
    (folder / CHECKPOINTS).mkdir(parents=True, exist_ok=True)
    largest, newest = 0, b""
    for size, note in notes:
        (folder / CHECKPOINTS / str(size)).write_bytes(note)
        if size > largest:
            largest, newest = size, note
    (folder / CHECKPOINT).write_bytes(newest)


def keys_file(keys: Collection[Key]) -> bytes:
    words = {Algorithm.LEDGER: "log", Algorithm.WITNESS: "witness"}
    return "".join(f"{words[key.algorithm]} {key}\n" for key in keys).encode()
