"""Ranks that do not say more than the points do: how far a rank moves when the weights of criteria do.

Each weight is moved by at most a tenth, at random, again and again; the seed is the month, so that anybody finds the
same (docs/ledger-format.md, section 11.2). Pure functions in whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256

from scoring.rounds.engine import ranks

from .table import PublishedPortal, RankRange

DRAWS = 200
# Of the ranks that were drawn so many at each end are left out: nine of ten lie between the others.
OUTER = 10
# In millionths.
LEAST, STEPS = 900_000, 200_001
FULL = 10_000


def rank_ranges(month: str, portals: Iterable[PublishedPortal]) -> dict[int, RankRange]:
    """Return rank and range of each portal of one tier by its id; a provisional one has none. Portals with lines."""
    ranked = [one for one in portals if not one.provisional]
    own = ranks({one.portal_id: one.total for one in ranked})
    drawn: dict[int, list[int]] = {one.portal_id: [] for one in ranked}
    lines = {one.portal_id: _Weighed(one) for one in ranked}
    tier = ranked[0].tier if ranked else ""
    codes = sorted({line.code for one in ranked for line in one.lines})
    for draw in range(DRAWS):
        weights = weights_of(month, tier, draw, codes)
        totals = {pk: Decimal(weighed.total_by(weights)) for pk, weighed in lines.items()}
        for pk, rank in ranks(totals).items():
            drawn[pk].append(rank)
    return {
        pk: RankRange(
            rank=rank,
            from_rank=min(rank, sorted(drawn[pk])[OUTER]),
            to_rank=max(rank, sorted(drawn[pk])[DRAWS - 1 - OUTER]),
            ranked=len(ranked),
        )
        for pk, rank in own.items()
    }


def weights_of(month: str, tier: str, draw: int, codes: Sequence[str]) -> dict[str, int]:
    """Return by how many millionths each criterion weighs in one draw."""
    return {
        code: _weight(f"lien-cong/weights/v1\n{month}\n{tier}\n{draw}\n{code}") for code in codes
    }


def _weight(text: str) -> int:
    return LEAST + int.from_bytes(sha256(text.encode()).digest()[:4]) % STEPS


class _Weighed:
    """The lines of a card that count, in hundredths, and what was put on top of or taken off them."""

    def __init__(self, portal: PublishedPortal) -> None:
        self.lines = [
            (line.code, int(line.points * 100), int(line.most * 100))
            for line in portal.lines
            if line.points is not None
        ]
        self.penalty = int(portal.penalty * 100)
        plain = _base(int(portal.earned * 100), int(portal.applicable * 100))
        # A bonus may count for less than it says.
        self.bonus = int(portal.total * 100) - max(plain - self.penalty, 0)

    def total_by(self, weights: Mapping[str, int]) -> int:
        earned = applicable = 0
        for code, points, most in self.lines:
            weight = weights[code]
            earned += weight * points
            applicable += weight * most
        return min(max(_base(earned, applicable) - self.penalty, 0) + self.bonus, FULL)


def _base(earned: int, applicable: int) -> int:
    return (2 * FULL * earned + applicable) // (2 * applicable) if applicable else 0
