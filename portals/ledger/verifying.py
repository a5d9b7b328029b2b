"""Recomputing the whole ledger from its rows, and naming each row that differs."""

from __future__ import annotations

from collections.abc import Iterator

from .entries import Entry, NotAnEntry
from .keys import known_keys, origin
from .models import LedgerCheckpoint, LedgerEntry, LedgerGrowth, LedgerLeaf, LedgerTile
from .notes import BadNote, Checkpoint, SignedCheckpoint
from .queries import note_of
from .registry import entry_kinds
from .tree import HEIGHT, leaf_hash, node_hash

READ_AT_ONCE = 2000


class Range:
    """The roots of the full subtrees over the leaves so far, the largest first."""

    def __init__(self) -> None:
        self.roots: list[bytes] = []
        self.size = 0

    def add(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Add a leaf and return the tiles that it made full: level, number, root."""
        self.roots.append(leaf)
        full, height, number = [], 0, self.size
        while number & 1:
            right, left = self.roots.pop(), self.roots.pop()
            self.roots.append(node_hash(left, right))
            height, number = height + 1, number >> 1
            if height % HEIGHT == 0:
                full.append((height // HEIGHT, number, self.roots[-1]))
        self.size += 1
        return full

    def root(self) -> bytes:
        reached = self.roots[-1]
        for left in reversed(self.roots[:-1]):
            reached = node_hash(left, reached)
        return reached


def faults() -> Iterator[str]:
    """Yield in words what is wrong with the ledger. Reads all of it, row by row."""
    tiles = {
        (level, number): bytes(root)
        for level, number, root in LedgerTile.objects.values_list("level", "number", "root")
    }
    roots = {size: bytes(root) for size, root in LedgerGrowth.objects.values_list("size", "root")}
    so_far = Range()
    for leaf in LedgerLeaf.objects.order_by("index").select_related("entry").iterator(READ_AT_ONCE):
        if leaf.index != so_far.size:
            yield f"entry {so_far.size}: missing; the next one is {leaf.index}"
            return
        yield from _faults_of_entry(leaf)
        for level, number, root in so_far.add(leaf_hash(bytes(leaf.entry.entry))):
            if tiles.pop((level, number), None) != root:
                yield f"tile {level}/{number}: not the root over what lies below it"
        if roots.pop(so_far.size, None) not in (None, so_far.root()):
            yield f"growth to {so_far.size} entries: another root"
    yield from (f"tile {level}/{number}: there is nothing below it" for level, number in tiles)
    yield from (f"growth to {size} entries: only {so_far.size} are there" for size in roots)
    yield from _faults_of_checkpoints()


def waiting() -> int:
    """Return how many entries have no place yet."""
    return LedgerEntry.objects.filter(leaf=None).count()


def _faults_of_entry(leaf: LedgerLeaf) -> Iterator[str]:
    row = leaf.entry
    data = bytes(row.entry)
    name = f"entry {leaf.index} (row {row.pk}, {row.kind} {row.subject})"
    if leaf_hash(data) != bytes(leaf.hash):
        yield f"{name}: its hash is not the one of its leaf"
    try:
        entry = Entry.from_bytes(data)
    except NotAnEntry as error:
        yield f"{name}: {error}"
        return
    if (entry.kind, entry.at) != (row.kind, row.at.replace(microsecond=0)):
        yield f"{name}: the row says another kind or hour than the entry"
    kind = entry_kinds().get(entry.kind)
    if kind and kind.schema == entry.schema:
        yield from (f"{name}: {fault}" for fault in kind.faults(entry.body))


def _faults_of_checkpoints() -> Iterator[str]:
    keys = known_keys()
    for row in LedgerCheckpoint.objects.order_by("pk").select_related("growth").iterator():
        try:
            signed = SignedCheckpoint.parse(note_of(row))
            signed.verify(keys)
        except BadNote as error:
            yield f"checkpoint {row.pk}: {error}"
            continue
        if signed.checkpoint != Checkpoint(origin(), row.pk, bytes(row.growth.root)):
            yield f"checkpoint {row.pk}: it signs another tree"
