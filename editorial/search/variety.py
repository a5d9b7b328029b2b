"""The first results say different things: of what many portals write in the same words the first stands where it is.

A hundred communes write of the same campaign, and a portal each month of the same hours. What somebody looks for would
stand behind all of them, though it has the words as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .syllables import syllable_runs

# So many of the first results are put in order; what stands behind them stays.
WINDOW = 40
# What each one before it with nearly the same title costs, in thousandths of a score, and how many count.
LIKE_ONE_BEFORE, MOST_BEFORE = 120, 3
# Titles are alike by so large a share of the shorter one's pairs, and by so many.
ALIKE, FEWEST_PAIRS = 0.5, 4


@dataclass(frozen=True, slots=True)
class RankedThing:
    """`title` is "" where one of the same words is no repetition: two procedures differ by a word."""

    id: int
    score: int
    title: str


def spread(ranked: Sequence[RankedThing]) -> list[int]:
    """Return the numbers, the best first: each is worth less by what says nearly the same before it."""
    left = [(one, _pairs(one.title)) for one in ranked[:WINDOW]]
    costs = [0] * len(left)
    found = []
    places = list(range(len(left)))
    while places:
        place = max(places, key=lambda at: (left[at][0].score - costs[at], -at))
        places.remove(place)
        found.append(left[place][0].id)
        for other in places:
            if costs[other] < LIKE_ONE_BEFORE * MOST_BEFORE and _are_alike(
                left[place][1], left[other][1]
            ):
                costs[other] += LIKE_ONE_BEFORE
    return found + [one.id for one in ranked[WINDOW:]]


def _pairs(title: str) -> frozenset[str]:
    """Return the title's neighbours without accents and numbers, by which repetitions differ."""
    return frozenset(_neighbours(title))


def _neighbours(title: str) -> Iterator[str]:
    for run in syllable_runs(title):
        for one, other in pairwise([one.folded for one in run if not one.folded.isdigit()]):
            yield f"{one}_{other}"


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    if not shared:
        return False
    return one == other or (shared >= FEWEST_PAIRS and shared >= ALIKE * min(len(one), len(other)))
