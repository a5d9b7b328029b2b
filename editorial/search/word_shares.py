"""What each word of a question says: the fewer things have it, the more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import log
from typing import TYPE_CHECKING

from .lexemes import exact_pair, folded_pair

if TYPE_CHECKING:
    from .asking import AskedWords, KnownWords

# So many of its words are weighed one by one.
MOST_WEIGHED = 10


def word_shares(
    nodes: Sequence[tuple[str, float]], asked: AskedWords, known: KnownWords
) -> Iterator[tuple[str, float]]:
    """Yield the rarest words and neighbours, each with its share of what all of them say.

    `nodes` are words as texts of a `tsquery`, with how many things are thought to have them.
    """
    all_of_them = dict([*nodes, *_neighbours(asked, known)])
    rarest = sorted(all_of_them.items(), key=lambda one: one[1])[:MOST_WEIGHED]
    says = [log(1 + (known.things + 1) / (1 + number)) for _node, number in rarest]
    for (node, _number), one in zip(rarest, says, strict=True):
        yield node, one / sum(says)


def _neighbours(asked: AskedWords, known: KnownWords) -> Iterator[tuple[str, float]]:
    """Yield what stands side by side as it was typed, though it is no word: "hội Lim"."""
    pair_of = exact_pair if asked.has_accents else folded_pair
    for part in asked.wanted:
        for one, other in pairwise(part.syllables):
            pair = pair_of(one, other)
            if number := known.numbers.get(pair):
                yield f"'{pair}'", float(number)
