"""How many things are thought to be found, by the counted vocabulary: it says which way of reading them is quick."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .asking import AskedWords

# Between what means the same.
MEANT = " | "
# Of a long question so many words are looked for, two at a time.
RAREST = 6


def expected_of_all(numbers: Sequence[float], things: int) -> float:
    """Return how many of `things` are thought to have all of the words; none where one is unknown."""
    return things * prod(min(1.0, number / max(things, 1)) for number in numbers)


def says_enough(node: str) -> bool:
    """Two syllables together, or what means the same as another, say enough by themselves."""
    return "_" in node


def rarest_words(nodes: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """Return the words of a long question that are looked for: the rarest that anything has."""
    there = sorted(nodes, key=lambda one: one[1])
    return [one for one in there if one[1] or MEANT in one[0]][:RAREST]


def expected_of_some(nodes: Sequence[tuple[str, float]], asked: AskedWords, things: int) -> float:
    """Return how many of `things` are thought to have enough of the words: those that have the commonest, no more.

    Of what was quoted and of a document's number none are.
    """
    if asked.is_number or any(part.together for part in asked.wanted):
        return 0.0
    rarest = rarest_words(nodes)
    is_enough = len(rarest) < 3
    alone = [number for node, number in rarest if is_enough or says_enough(node)]
    both = [
        expected_of_all((one, other), things)
        for (_node, one), (_other, other) in combinations(rarest, 2)
    ]
    return max([*alone, *both], default=0.0)
