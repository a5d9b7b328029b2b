"""What somebody who mistyped may have meant: from the words that public things really have, counted."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from django.db import connection

from .asking import Strictness
from .lexemes import EXACT, folded_pair
from .still_public import still_public
from .syllables import spelt

if TYPE_CHECKING:
    from .finding import FoundThings
    from .syllables import Syllable

# How like a pair of syllables another must be: one letter of eight may be wrong, or two stand the other way round.
LEAST_LIKE = 0.45
# So many results say by themselves that the words were right.
ENOUGH = 3
_SAME_LETTERS = """
    SELECT DISTINCT ON (folded) folded, lexeme, number FROM editorial_searchword
    WHERE folded = ANY(%s) ORDER BY folded, number DESC
"""
_LIKE = """
    SELECT wanted.folded, near.lexeme, near.number FROM unnest(%s::text[]) AS wanted (folded)
    CROSS JOIN LATERAL (
        SELECT lexeme, number FROM editorial_searchword AS word
        WHERE word.folded %% wanted.folded AND position('_' IN word.folded) > 0
          AND similarity(word.folded, wanted.folded) >= %s
        ORDER BY similarity(word.folded, wanted.folded) DESC, number DESC LIMIT 1
    ) AS near
"""


def meant(found: FoundThings) -> str:
    """Return another spelling that would find more, or "". Three queries a run, none where enough was found."""
    if found.total >= ENOUGH and (found.is_exact or not found.asked.has_accents):
        return ""
    if found.asked.number or (found.strictness is Strictness.EXACT and found.total):
        return ""
    runs = [part.syllables for part in found.asked.wanted if not part.together]
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
        strange = [pair for pair in pairs if pair not in known]
        if strange:
            cursor.execute(_LIKE, [strange, LEAST_LIKE])
            known |= {folded: (lexeme, number // 2) for folded, lexeme, number in cursor.fetchall()}
    there = still_public(dict(known.values()))
    known = {folded: one for folded, one in known.items() if one[0] in there}
    words = [
        spelt(_bare(known[one.folded][0])) if one.folded in known else spelt(one.exact)
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


def _bare(lexeme: str) -> str:
    return lexeme.removeprefix(EXACT)
