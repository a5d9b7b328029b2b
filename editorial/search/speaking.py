"""What counts for a thing that was found: the words as they were typed, or as things call what is meant by them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .asking import AskedWords, KnownWords
from .lexemes import exact_lexeme, exact_pair, folded_pair
from .syllables import Syllable, syllable_runs

# So many ways of saying it are compared, the typed one with them.
MOST_WAYS = 3
# What more than this share of all things has says little; what less than this has says most.
FREQUENT, RARE = 0.25, 0.03


@dataclass(frozen=True, slots=True)
class Ranking:
    """One way of saying what was asked: its lexemes, those of them that few things have, and how long it is."""

    lexemes: list[str]
    rare: list[str]
    size: int


def rankings(asked: AskedWords, known: KnownWords) -> Iterator[Ranking]:
    """Yield the ways: as typed, then with each expression said otherwise. Lexemes stand as a `tsquery` has them."""
    runs = [part.syllables for part in asked.wanted]
    yield _ranking(runs, asked, known)
    for way in range(MOST_WAYS - 1):
        said = [_said_otherwise(run, known, way) for run in runs]
        if said == runs:
            return
        yield _ranking([one for one in said if one], asked, known)


def _said_otherwise(run: Sequence[Syllable], known: KnownWords, way: int) -> tuple[Syllable, ...]:
    said: list[Syllable] = []
    at = 0
    while at < len(run):
        span, others = _longest(run[at:], known)
        # An abbreviation says less than what was typed, and is in many numbers of documents.
        spoken = [one for one in others if span == 1 or len(one.split()) > 1]
        if len(spoken) > way:
            said += [one for part in syllable_runs(spoken[way]) for one in part]
        else:
            said += run[at : at + span]
        at += span
    return tuple(said)


def _longest(run: Sequence[Syllable], known: KnownWords) -> tuple[int, Sequence[str]]:
    for size in range(len(run), 0, -1):
        if others := known.synonyms.get(" ".join(one.folded for one in run[:size])):
            return size, others
    return 1, ()


def _ranking(runs: Sequence[Sequence[Syllable]], asked: AskedWords, known: KnownWords) -> Ranking:
    told = list(dict.fromkeys([*_told(runs), *asked.number]))
    share = {one: known.numbers.get(one, 0) / max(known.things, 1) for one in told}
    telling = [one for one in told if share[one] <= FREQUENT] or told
    # Two syllables together are a word more often than one.
    rare = [one for one in telling if share[one] <= RARE and "_" in one] or telling
    return Ranking(
        [f"'{one}'" for one in telling], [f"'{one}'" for one in rare], sum(map(len, runs))
    )


def _told(runs: Sequence[Sequence[Syllable]]) -> Iterator[str]:
    """Yield syllables and pairs, as typed and bare."""
    for run in runs:
        for one in run:
            yield one.folded
            yield exact_lexeme(one)
        for one, other in pairwise(run):
            yield folded_pair(one, other)
            yield exact_pair(one, other)
