"""What proofs of some entries need of the stored tree, read by a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Q

from .models import LedgerLeaf, LedgerTile
from .tree import HEIGHT, WIDTH

# An index has 63 bits.
_LEVELS = 63 // HEIGHT + 1

Ranges = set[tuple[int, int]]


def ranges_for(indexes: Collection[int], size: int) -> dict[int, Ranges]:
    """Return, for each stored level, the ranges in which the hashes lie that prove `indexes` in a tree of `size`.

    The neighbours of a leaf lie in its own tiles; what is on the right of them all, in the last tile of each level.
    """
    ranges: dict[int, Ranges] = {}
    for level in range(_LEVELS):
        held = size >> (HEIGHT * level)
        if not held:
            break
        tiles = {index >> (HEIGHT * (level + 1)) for index in indexes} | {held // WIDTH}
        wanted = ((tile * WIDTH, min((tile + 1) * WIDTH, held)) for tile in tiles)
        ranges[level] = {(start, end) for start, end in wanted if start < end}
    return ranges


class ReadAtOnce:
    """The stored levels as far as some proofs need them: two queries, whatever the size of the tree."""

    def __init__(self, indexes: Collection[int], size: int) -> None:
        ranges = ranges_for(indexes, size)
        leaves, nodes = Q(pk__in=()), Q(pk__in=())
        for start, end in ranges.get(0, ()):
            leaves |= Q(index__gte=start, index__lt=end)
        for level, wanted in ranges.items():
            for start, end in wanted if level else ():
                nodes |= Q(level=level, number__gte=start, number__lt=end)
        rows = [(0, *row) for row in LedgerLeaf.objects.filter(leaves).values_list("index", "hash")]
        rows += LedgerTile.objects.filter(nodes).values_list("level", "number", "root")
        self._held = {(level, number): bytes(value) for level, number, value in rows}

    def hashes(self, level: int, start: int, end: int) -> Sequence[bytes]:
        try:
            return [self._held[level, number] for number in range(start, end)]
        except KeyError as error:
            raise LookupError(f"level {level} has no hashes {start} to {end}") from error
