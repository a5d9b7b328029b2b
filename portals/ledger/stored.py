"""The ledger as its rows have it: entries, and the hashes of every eighth level of the tree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Max

from .models import LedgerLeaf, LedgerTile


class StoredLedger:
    """Reads entries and hashes by ranges of one tile or less, a query each."""

    def hashes(self, level: int, start: int, end: int) -> Sequence[bytes]:
        if level:
            rows = LedgerTile.objects.filter(level=level, number__gte=start, number__lt=end)
            return _all_of(rows.order_by("number").values_list("root", flat=True), start, end)
        leaves = LedgerLeaf.objects.filter(index__gte=start, index__lt=end)
        return _all_of(leaves.order_by("index").values_list("hash", flat=True), start, end)

    def entries(self, start: int, end: int) -> Sequence[bytes]:
        leaves = LedgerLeaf.objects.filter(index__gte=start, index__lt=end).order_by("index")
        return _all_of(leaves.values_list("entry__entry", flat=True), start, end)


def stored_size() -> int:
    """Return how many entries have their place in the ledger."""
    last = LedgerLeaf.objects.aggregate(last=Max("index"))["last"]
    return 0 if last is None else last + 1


def _all_of(found: Iterable[bytes | memoryview], start: int, end: int) -> list[bytes]:
    values = [bytes(one) for one in found]
    if len(values) != end - start:
        raise LookupError(f"{len(values)} are there from {start} to {end}")
    return values
