"""What somebody who mistyped may have meant: from the words that public things really have, counted."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from django.db import connection

from .asking import Strictness
from .lexemes import EXACT, folded_pair
from .near_words import most_likely, near_words
from .still_public import still_public
from .syllables import spelt
from .typed_as_one import taken_apart

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from .asking import AskedWords
    from .finding import FoundThings
    from .syllables import Syllable

# So many results say by themselves that the words were right.
ENOUGH = 3
_SAME_LETTERS = """
    SELECT DISTINCT ON (folded) folded, lexeme, number FROM editorial_searchword
    WHERE folded = ANY(%s) ORDER BY folded, number DESC
"""


def meant(found: FoundThings) -> str:
    """Return another spelling that would find more, or "". Seven queries at most, none where enough was found."""
    if found.total >= ENOUGH and (found.is_exact or not found.asked.has_accents):
        return ""
    if found.asked.is_number or (found.strictness is Strictness.EXACT and found.total):
        return ""
    return "" if found.corrected else rewritten(found.asked, found.known.synonyms)


def rewritten(asked: AskedWords, taught: Collection[str]) -> str:
    """Return the words as public things write them, or "" where they do as it was typed. Seven queries at most.

    `taught` are synonyms that were typed, by bare syllables. A phrase, a number and what is left out say by themselves
    that they are meant as they stand.
    """
    runs = [part.syllables for part in asked.wanted]
    if not runs or any(part.together for part in asked.parts):
        return ""
    typed = " ".join(spelt(one.exact) for run in runs for one in run)
    runs = taken_apart(runs)
    known = _known(runs, taught)
    words = " ".join(word for run in runs for word in _written(run, known, taught))
    return "" if words == typed else words


def _pairs(run: Sequence[Syllable]) -> list[str]:
    return [folded_pair(one, other) for one, other in pairwise(run)]


def _known(
    runs: Sequence[Sequence[Syllable]], taught: Collection[str]
) -> dict[str, tuple[str, int]]:
    """Return by pairs and syllables without accents the lexeme that public things have, and how many.

    Asked of all runs together: a comma costs nothing.
    """
    keys: list[str] = []
    asked: list[str] = []
    for run in runs:
        pairs, bare = _pairs(run), [one.folded for one in run]
        keys += pairs + bare
        # What begins another run is no neighbour.
        asked += [*(pairs or bare), ""]
    with connection.cursor() as cursor:
        cursor.execute(_SAME_LETTERS, [keys])
        known = {folded: (lexeme, number) for folded, lexeme, number in cursor.fetchall()}
    strange = {one for one in asked if one and one not in known}
    # What any public thing has may be rare, and what was taught is no mistake.
    strange -= still_public(dict.fromkeys(strange, 0)) | {
        pair for words in taught for pair in map("_".join, pairwise(words.split()))
    }
    known |= most_likely(asked, near_words(sorted(strange)))
    there = still_public(dict(known.values()))
    return {folded: one for folded, one in known.items() if one[0] in there}


def _written(
    run: Sequence[Syllable], known: Mapping[str, tuple[str, int]], taught: Collection[str]
) -> list[str]:
    pairs, kept = _pairs(run), _taught_in(run, taught)
    words = [
        _as_written(known[one.folded][0]) if one.folded in known else spelt(one.exact)
        for one in run
    ]
    # As they were typed, where their accents are known to be right.
    words = [
        spelt(one.exact) if one.has_accents or at in kept else word
        for at, (one, word) in enumerate(zip(run, words, strict=True))
    ]
    taken = kept

    def first_of(at: int) -> tuple[bool, int]:
        # What mends a word that no public thing has, before what is right as it stands.
        is_right = run[at].folded in known and run[at + 1].folded in known
        return is_right, -known[pairs[at]][1]

    for at in sorted((at for at, pair in enumerate(pairs) if pair in known), key=first_of):
        if {at, at + 1} & taken:
            continue
        taken |= {at, at + 1}
        words[at : at + 2] = [spelt(one) for one in _bare(known[pairs[at]][0]).split("_")]
    return words


def _taught_in(run: Sequence[Syllable], taught: Collection[str]) -> set[int]:
    """Return the places of the words of which people said what they mean, where they were typed with accents."""
    bare = [one.folded for one in run]
    spans = [words.split() for words in taught]
    return {
        at + place
        for span in spans
        for at in range(len(bare))
        if bare[at : at + len(span)] == span
        and any(one.has_accents for one in run[at : at + len(span)])
        for place in range(len(span))
    }


def _as_written(lexeme: str) -> str:
    """Return a word, or two that were typed as one."""
    return " ".join(spelt(one) for one in _bare(lexeme).split("_"))


def _bare(lexeme: str) -> str:
    return lexeme.removeprefix(EXACT)
