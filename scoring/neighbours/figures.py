"""Figures of provinces by tier, and where each stands: as a range, since the means of few portals are vague."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt
from statistics import fmean, median, variance
from typing import Any

HUNDREDTH = Decimal("0.01")
# Two means are told apart where they differ by more than so many standard errors of the difference.
APART = 2.0


def figures_in_table(table: Mapping[str, Any]) -> dict[str, list[int]]:
    """Return by tier the totals of a file of published scores, in hundredths and sorted, without provisional ones."""
    found: dict[str, list[int]] = defaultdict(list)
    for portal in table["portals"]:
        if "provisional" not in portal:
            found[portal["tier"]].append(portal["total"])
    return {tier: sorted(totals) for tier, totals in found.items()}


@dataclass(frozen=True, slots=True)
class ProvinceFigures:
    """One province in one tier."""

    name: str
    is_own: bool
    totals: Sequence[int]
    from_rank: int = 1
    to_rank: int = 1

    @property
    def mean(self) -> Decimal:
        return _points(fmean(self.totals))

    @property
    def middle(self) -> Decimal:
        return _points(median(self.totals))

    @property
    def lowest(self) -> Decimal:
        return _points(min(self.totals))

    @property
    def highest(self) -> Decimal:
        return _points(max(self.totals))

    @property
    def place(self) -> str:
        if self.from_rank == self.to_rank:
            return f"{self.from_rank}"
        return f"{self.from_rank}-{self.to_rank}"


def side_by_side(found: Sequence[tuple[str, bool, Sequence[int]]]) -> list[ProvinceFigures]:
    """Rank provinces (name, whether it is this one, totals) of one tier by their means; the highest first. Pure.

    A province without totals has no place. `from_rank` counts those that are surely better, `to_rank` those that are
    not surely worse.
    """
    some = [one for one in found if one[2]]
    ranked = [
        ProvinceFigures(
            name, is_own, totals,
            1 + sum(_is_apart(other, totals) for _n, _o, other in some if other is not totals),
            len(some) - sum(_is_apart(totals, other) for _n, _o, other in some if other is not totals),
        )
        for name, is_own, totals in some
    ]  # fmt: skip
    return sorted(ranked, key=lambda one: (-fmean(one.totals), one.name))


def _is_apart(better: Sequence[int], worse: Sequence[int]) -> bool:
    """Whether the mean of `better` is surely higher. One portal alone says nothing of others like it."""
    if min(len(better), len(worse)) < 2:
        return False
    error = sqrt(variance(better) / len(better) + variance(worse) / len(worse))
    return fmean(better) - fmean(worse) > APART * error


def _points(hundredths: float) -> Decimal:
    return (Decimal(str(hundredths)) / 100).quantize(HUNDREDTH, ROUND_HALF_UP)
