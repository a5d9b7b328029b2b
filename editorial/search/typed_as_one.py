"""Two words that were typed without the space between them: "đấtđai", "tổng đài1022"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.db import connection

from .lexemes import EXACT
from .syllables import spelt, syllable

if TYPE_CHECKING:
    from .syllables import Syllable

# How a syllable is built, without accents.
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ph|th|tr|ch|gh|gi|kh|qu|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?"
)
_NUMBER, _AT_ITS_END = re.compile(r"\d+"), re.compile(r"\d+$")
# Of the ways to read a word as two: the one that most public things have.
_MOST = """
    SELECT DISTINCT ON (folded) folded, lexeme, number FROM editorial_searchword
    WHERE folded = ANY(%s) ORDER BY folded, number DESC
"""


def taken_apart(runs: Sequence[Sequence[Syllable]]) -> list[tuple[Syllable, ...]]:
    """Return the runs, with two syllables for a word that is none and that public things have as two.

    One query, none where every word is a syllable.
    """
    ways = {one: list(_in_two(one.folded)) for run in runs for one in run}
    wanted = sorted({way for some in ways.values() for way in some})
    if not wanted:
        return [tuple(run) for run in runs]
    with connection.cursor() as cursor:
        cursor.execute(_MOST, [wanted])
        there = {folded: (number, lexeme) for folded, lexeme, number in cursor.fetchall()}
    return [tuple(two for one in run for two in _read(one, ways[one], there)) for run in runs]


def _in_two(word: str) -> Iterator[str]:
    if _is_a_word(word):
        return
    for cut in range(1, len(word)):
        one, other = word[:cut], word[cut:]
        if _is_a_word(one) and _is_a_word(other):
            yield f"{one}_{other}"


def _is_a_word(word: str) -> bool:
    return bool(_SYLLABLE.fullmatch(word) or _NUMBER.fullmatch(word))


def _read(
    one: Syllable, ways: Sequence[str], there: dict[str, tuple[int, str]]
) -> Iterator[Syllable]:
    found = max((there[way] for way in ways if way in there), default=None)
    if found is not None:
        yield from (syllable(spelt(word)) for word in found[1].removeprefix(EXACT).split("_"))
    elif ways and (number := _AT_ITS_END.search(one.folded)):
        # Numbers are not counted, since there are too many.
        word = one.exact.replace(number[0], "", 1)
        yield from (syllable(spelt(word)), syllable(number[0]))
    else:
        yield one
