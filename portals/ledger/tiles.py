"""Names and content of the ledger's files, as C2SP's tlog-tiles has them (docs/ledger-format.md, section 5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .tree import HEIGHT, WIDTH

ENTRIES = "entries"
_NUMBER = r"(?:x[0-9]{3}/)*[0-9]{3}"
_PATH = re.compile(
    rf"tile/(?P<level>entries|[0-9]|[1-5][0-9]|6[0-3])/(?P<number>{_NUMBER})"
    r"(?:\.p/(?P<width>[1-9][0-9]{0,2}))?",
    re.ASCII,
)


class NoSuchTile(ValueError):
    """A path that is not the name of a tile or bundle."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A file of hashes of one stored level, or of entries where `level` is None; `width` says how many."""

    level: int | None
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        level = ENTRIES if self.level is None else str(self.level)
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{_grouped(self.number)}{partial}"

    @property
    def start(self) -> int:
        """The index in its level of what stands first in it."""
        return self.number * WIDTH

    @property
    def end(self) -> int:
        return self.start + self.width

    def size_needed(self) -> int:
        """How many entries a tree must have for this file to be whole."""
        return self.end << (HEIGHT * (self.level or 0))

    @classmethod
    def from_path(cls, path: str) -> Tile:
        """Read the name of a file. Each file has one: other spellings are refused by NoSuchTile."""
        found = _PATH.fullmatch(path)
        if found is None:
            raise NoSuchTile(path)
        tile = cls(
            level=None if found["level"] == ENTRIES else int(found["level"]),
            number=int(re.sub("[x/]", "", found["number"])),
            width=int(found["width"] or WIDTH),
        )
        if tile.width > WIDTH or tile.path != path:
            raise NoSuchTile(path)
        return tile


def tiles_of(size: int) -> Iterator[Tile]:
    """Yield exactly those files that a tree of `size` entries has: bundles first, then hashes level by level."""
    yield from _of_level(None, size)
    level, count = 0, size
    while count:
        yield from _of_level(level, count)
        level, count = level + 1, count // WIDTH


def _of_level(level: int | None, count: int) -> Iterator[Tile]:
    full, left = divmod(count, WIDTH)
    for number in range(full):
        yield Tile(level, number)
    if left:
        yield Tile(level, full, left)


def bundle(entries: Sequence[bytes]) -> bytes:
    """Write entries one after the other, each after its length."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unbundled(data: bytes) -> list[bytes]:
    """Read a bundle. Raises ValueError where it ends in the middle of an entry."""
    entries, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or end > len(data):
            raise ValueError("a bundle that ends too early")
        entries.append(data[at + 2 : end])
        at = end
    return entries


def _grouped(number: int) -> str:
    groups = []
    while True:
        number, last = divmod(number, 1000)
        groups.append(f"{last:03}")
        if not number:
            break
    return "/".join([*(f"x{group}" for group in groups[:0:-1]), groups[0]])
