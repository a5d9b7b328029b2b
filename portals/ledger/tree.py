"""The Merkle tree of RFC 6962, and the proofs that RFC 9162 takes from it.

Of a tree that is stored, the hashes of every eighth level are at hand: level 0 are the leaves, level 1 the roots of
each 256 of them, level 2 those of each 65,536. Whatever is asked of it reads no more than some 256 hashes a level.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Protocol

# Levels of the tree between two that are stored; a full group of a stored level is a tile.
HEIGHT = 8
WIDTH = 1 << HEIGHT
HASH_SIZE = 32


class StoredLevels(Protocol):
    def hashes(self, level: int, start: int, end: int) -> Sequence[bytes]:
        """Return the hashes of the stored `level` from the index `start` to before `end`, all of which are there."""


class Levels:
    """Stored levels in memory."""

    def __init__(self) -> None:
        self.levels: list[list[bytes]] = [[]]

    @property
    def size(self) -> int:
        return len(self.levels[0])

    def hashes(self, level: int, start: int, end: int) -> Sequence[bytes]:
        found = self.levels[level][start:end] if level < len(self.levels) else []
        if len(found) != end - start:
            raise LookupError(f"level {level} has no hashes {start} to {end}")
        return found

    def extend(self, leaves: Iterable[bytes]) -> None:
        for level, _start, hashes in grown(self, self.size, list(leaves)):
            while len(self.levels) <= level:
                self.levels.append([])
            self.levels[level].extend(hashes)


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def grown(
    stored: StoredLevels, size: int, leaves: Sequence[bytes]
) -> Iterator[tuple[int, int, list[bytes]]]:
    """Yield what `leaves` after the first `size` add: a level, the index there, and hashes; the leaves first.

    Reads only the group of each level that was not full, so the work is that of the new leaves.
    """
    level, added = 0, list(leaves)
    while added:
        start = size >> (HEIGHT * level)
        yield level, start, added
        begun = start % WIDTH
        group = [*stored.hashes(level, start - begun, start), *added]
        added = [_folded(group[at : at + WIDTH]) for at in range(0, len(group) - WIDTH + 1, WIDTH)]
        level += 1


def root(stored: StoredLevels, size: int) -> bytes:
    """Return the root of the tree of the first `size` leaves. Raises ValueError for none: an empty tree has no say."""
    if size < 1:
        raise ValueError("a tree of no entries")
    return _range_hash(stored, 0, size)


def inclusion(stored: StoredLevels, index: int, size: int) -> list[bytes]:
    """Return the path that proves the leaf at `index` in the tree of `size` leaves, from its sibling upwards."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    path = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_hash(stored, middle, end))
            end = middle
        else:
            path.append(_range_hash(stored, start, middle))
            start = middle
    return path[::-1]


def consistency(stored: StoredLevels, old: int, new: int) -> list[bytes]:
    """Return what proves that the tree of `old` leaves is the beginning of that of `new`; nothing if they are one."""
    if not 0 < old <= new:
        raise ValueError(f"no tree of {old} in one of {new}")
    path = []
    start, end = 0, new
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_range_hash(stored, middle, end))
            end = middle
        else:
            path.append(_range_hash(stored, start, middle))
            start = middle
    if start:
        path.append(_range_hash(stored, start, end))
    return path[::-1]


def includes(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` proves that the leaf with this hash stands at `index` (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, reached = index, size - 1, leaf
    for one in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            reached = node_hash(one, reached)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            reached = node_hash(reached, one)
        place, last = place >> 1, last >> 1
    return last == 0 and reached == root


def is_beginning(
    old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether `path` proves that one tree is the beginning of the other (RFC 9162, section 2.1.4.2)."""
    if old == new:
        return old > 0 and not path and old_root == new_root
    if not 0 < old < new or not path:
        return False
    # Where the old tree is one full subtree, its root is not told.
    steps = list(path) if old & (old - 1) else [old_root, *path]
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = steps[0]
    for one in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            first, second = node_hash(one, first), node_hash(one, second)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            second = node_hash(second, one)
        place, last = place >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


def _split(size: int) -> int:
    """The largest power of two below `size`: how many leaves stand on the left."""
    return 1 << ((size - 1).bit_length() - 1)


def _range_hash(stored: StoredLevels, start: int, end: int) -> bytes:
    """The root over leaves from `start` to before `end`, as they come when a tree is split: `start` fits the size."""
    parts = []
    while start < end:
        height = (end - start).bit_length() - 1
        parts.append(_subtree(stored, height, start >> height))
        start += 1 << height
    reached = parts.pop()
    while parts:
        reached = node_hash(parts.pop(), reached)
    return reached


def _subtree(stored: StoredLevels, height: int, index: int) -> bytes:
    level, above = divmod(height, HEIGHT)
    return _folded(stored.hashes(level, index << above, (index + 1) << above))


def _folded(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of neighbours."""
    while len(hashes) > 1:
        hashes = [node_hash(*hashes[at : at + 2]) for at in range(0, len(hashes), 2)]
    return hashes[0]
