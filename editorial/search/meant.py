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

if TYPE_CHECKING:
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
    """Return another spelling that would find more, or "". Three queries a run, none where enough was found."""
    if found.total >= ENOUGH and (found.is_exact or not found.asked.has_accents):
        return ""
    if found.asked.is_number or (found.strictness is Strictness.EXACT and found.total):
        return ""
    return "" if found.corrected else rewritten(found.asked)


def rewritten(asked: AskedWords) -> str:
    """Return the words as public things write them, or "" where they do as it was typed. Four queries a run.

    A phrase, a number and what is left out say by themselves that they are meant as they stand.
    """
    if any(part.together for part in asked.parts):
        return ""
    runs = [part.syllables for part in asked.wanted]
    written = [_written(run) for run in runs]
    words = " ".join(word for one in written for word in one)
    typed = " ".join(spelt(one.exact) for run in runs for one in run)
    return "" if words == typed else words


def _written(run: tuple[Syllable, ...]) -> list[str]:
    pairs = [folded_pair(one, other) for one, other in pairwise(run)]
    keys = [*pairs, *(one.folded for one in run)]
    with connection.cursor() as cursor:
        cursor.execute(_SAME_LETTERS, [keys])
        known = {folded: (lexeme, number) for folded, lexeme, number in cursor.fetchall()}
    asked = pairs or keys
    strange = [one for one in asked if one not in known]
    # What any public thing has may be rare, and is no mistake.
    strange = sorted(set(strange) - still_public(dict.fromkeys(strange, 0)))
    known |= most_likely(asked, near_words(strange))
    there = still_public(dict(known.values()))
    known = {folded: one for folded, one in known.items() if one[0] in there}
    words = [
        _as_written(known[one.folded][0]) if one.folded in known else spelt(one.exact)
        for one in run
    ]
    # As they were typed, where their accents are known to be right.
    words = [
        spelt(one.exact) if one.has_accents else word for one, word in zip(run, words, strict=True)
    ]
    taken: set[int] = set()
    for at in sorted(
        (at for at, pair in enumerate(pairs) if pair in known),
        key=lambda one: -known[pairs[one]][1],
    ):
        if {at, at + 1} & taken:
            continue
        taken |= {at, at + 1}
        words[at : at + 2] = [spelt(one) for one in _bare(known[pairs[at]][0]).split("_")]
    return words


def _as_written(lexeme: str) -> str:
    """Return a word, or two that were typed as one."""
    return " ".join(spelt(one) for one in _bare(lexeme).split("_"))


def _bare(lexeme: str) -> str:
    return lexeme.removeprefix(EXACT)
