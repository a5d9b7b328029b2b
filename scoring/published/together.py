"""What the published cards of a tier say together: middle and spread, and who does a criterion best. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median_low, quantiles
from typing import Any

from .table import PublishedLine, PublishedPortal

BEST = 3


@dataclass(frozen=True, slots=True)
class Spread:
    """The totals of those with a rank: the lowest, the quarters, the highest, and how many they are."""

    lowest: Decimal
    lower: Decimal
    middle: Decimal
    upper: Decimal
    highest: Decimal
    portals: int


@dataclass(frozen=True, slots=True)
class Together:
    """`best`: by criterion the cards that have most of its points. `even`: criteria on which all have the same."""

    spread: Spread | None
    best: dict[str, list[int]]
    even: list[str]

    def as_json(self) -> dict[str, Any]:
        spread = self.spread
        numbers = (
            [spread.lowest, spread.lower, spread.middle, spread.upper, spread.highest]
            if spread
            else []
        )
        return {
            "spread": [*map(str, numbers)],
            "portals": spread.portals if spread else 0,
            "best": self.best,
            "even": self.even,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Together:
        numbers = [Decimal(one) for one in kept["spread"]]
        return cls(_spread_of(numbers, kept["portals"]), kept["best"], kept["even"])


def told_together(portals: Sequence[PublishedPortal]) -> Together:
    """Return what the cards of one tier say together. With lines."""
    totals = sorted(one.total for one in portals if not one.provisional)
    by_code: dict[str, list[tuple[PublishedPortal, PublishedLine]]] = {}
    for portal in portals:
        for line in portal.lines:
            if line.points is not None:
                by_code.setdefault(line.code, []).append((portal, line))
    return Together(
        spread=_spread(totals),
        best={code: _best(pairs) for code, pairs in sorted(by_code.items()) if _best(pairs)},
        even=sorted(
            code
            for code, pairs in by_code.items()
            if len(pairs) > 1 and len({line.points for _portal, line in pairs}) == 1
        ),
    )


def _spread(totals: Sequence[Decimal]) -> Spread | None:
    if not totals:
        return None
    if len(totals) < 2:
        return _spread_of([*totals] * 5, 1)
    lower, _middle, upper = quantiles(totals, method="inclusive")
    # One that a portal has, so that it can be looked up.
    middle = median_low(totals)
    return Spread(totals[0], _rounded(lower), middle, _rounded(upper), totals[-1], len(totals))


def _spread_of(numbers: Sequence[Decimal], portals: int) -> Spread | None:
    if not numbers:
        return None
    lowest, lower, middle, upper, highest = numbers
    return Spread(lowest, lower, middle, upper, highest, portals)


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.01"))


def _best(pairs: Sequence[tuple[PublishedPortal, PublishedLine]]) -> list[int]:
    """The cards with most points, of equal ones those with the higher total; none where nobody has any."""
    scored = [pair for pair in pairs if pair[1].points]
    scored.sort(key=lambda pair: (-(pair[1].points or 0), -pair[0].total, pair[0].name))
    return [portal.card_id for portal, _line in scored[:BEST]]
