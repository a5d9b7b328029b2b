"""Counted words that are nearly what somebody typed: a slip of a finger, or the way it sounds where they live."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from rapidfuzz.distance import OSA

# How like a word another must be to be looked at, and how many are.
LEAST_LIKE, MOST_LOOKED_AT = 0.3, 24
# Where more is strange, it is no slip of a finger; and each is looked for in the whole vocabulary.
MOST_STRANGE = 6
# Of so many letters one may be wrong, or two stand the other way round.
LETTERS_A_SLIP = 4
# What is spoken alike somewhere, or typed one for the other: by how syllables begin.
_ALIKE = (
    ("f", "ph"), ("j", "gi"), ("z", "d"), ("w", "qu"), ("k", "c"), ("k", "kh"), ("l", "n"), ("s", "x"), ("ch", "tr"),
    ("d", "gi"), ("d", "r"), ("gi", "r"), ("g", "gh"), ("ng", "ngh"), ("b", "p"),
)  # fmt: skip
# The same of how they end.
_ENDED_ALIKE = (
    ("n", "ng"), ("n", "nh"), ("ng", "nh"), ("c", "t"), ("c", "ch"), ("t", "ch"), ("ai", "ay"), ("ao", "au"),
    ("iu", "ieu"), ("iu", "uu"), ("uou", "ieu"), ("ich", "ech"), ("inh", "enh"), ("oai", "oi"), ("uoi", "ui"),
)  # fmt: skip
_ONSET = re.compile(r"^(ngh|ng|nh|ph|th|tr|ch|gh|gi|kh|qu|[bcdfghjklmnpqrstvwxz])")
_SOUND_ALIKE = """
    SELECT DISTINCT ON (folded) folded, lexeme, number FROM editorial_searchword
    WHERE folded = ANY(%s) ORDER BY folded, number DESC
"""
# Of pairs that neighbours would make, and of what people were taught to find: which there are.
_THERE = """
    SELECT folded FROM editorial_searchword WHERE folded = ANY(%(around)s)
    UNION SELECT term_key FROM editorial_synonym WHERE term_key = ANY(%(taught)s)
    UNION SELECT meaning_key FROM editorial_synonym WHERE meaning_key = ANY(%(taught)s)
"""
_LIKE = r"""
    SELECT wanted.folded, near.folded, near.lexeme, near.number FROM unnest(%s::text[]) AS wanted (folded)
    CROSS JOIN LATERAL (
        SELECT folded, lexeme, number FROM editorial_searchword AS word
        WHERE word.folded %% wanted.folded AND similarity(word.folded, wanted.folded) >= %s
          AND (word.folded LIKE '%%\_%%') = (wanted.folded LIKE '%%\_%%')
        ORDER BY similarity(word.folded, wanted.folded) DESC, number DESC LIMIT %s
    ) AS near
"""


@dataclass(frozen=True, slots=True)
class NearWord:
    """A counted word or pair without accents, with the lexeme that has it most and by how many slips it is another."""

    folded: str
    lexeme: str
    number: int
    slips: int


def near_words(strange: Collection[str]) -> dict[str, list[NearWord]]:
    """Return by words (or pairs) without accents those that may have been meant. Two queries, none for nothing.

    What sounds alike is no slip: so it is spoken where somebody lives.
    """
    if not 0 < len(strange) <= MOST_STRANGE:
        return {}
    alike = {word: set(_sounding_like(word)) for word in strange}
    found: dict[str, list[NearWord]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_SOUND_ALIKE, [sorted(set().union(*alike.values()))])
        sounds = {row[0]: NearWord(row[0], row[1], row[2], 0) for row in cursor.fetchall()}
        cursor.execute(_LIKE, [sorted(strange), LEAST_LIKE, MOST_LOOKED_AT])
        for word, folded, lexeme, number in cursor.fetchall():
            slips = OSA.distance(word, folded)
            if slips * LETTERS_A_SLIP <= len(word):
                found[word].append(NearWord(folded, lexeme, number, slips))
    for word, others in alike.items():
        found[word] += [sounds[one] for one in others if one in sounds]
    return {word: some for word, some in found.items() if some}


def most_likely(
    pairs: Sequence[str], near: Mapping[str, Sequence[NearWord]]
) -> dict[str, tuple[str, int]]:
    """Return by strange pairs the lexeme that was meant: what goes with its neighbours, has fewest slips, is frequent.

    One query, none where nothing is near.
    """
    around: dict[NearWord, set[str]] = {}
    for place, pair in enumerate(pairs):
        for one in near.get(pair, ()):
            first, _sign, last = one.folded.partition("_")
            before = {f"{pairs[place - 1].partition('_')[0]}_{first}"} if place else set()
            behind = (
                {f"{last}_{pairs[place + 1].partition('_')[2]}"}
                if place + 1 < len(pairs)
                else set()
            )
            around[one] = {*before, *behind, _as_taught(one)}
    if not around:
        return {}
    with connection.cursor() as cursor:
        asked = {
            "around": sorted(one for some in around.values() for one in some if "_" in one),
            "taught": [_as_taught(one) for one in around],
        }
        cursor.execute(_THERE, asked)
        there = {key for (key,) in cursor.fetchall()}
    best = {
        pair: min(near[pair], key=lambda one: (-len(around[one] & there), one.slips, -one.number))
        for pair in pairs
        if near.get(pair)
    }
    # Half as sure as what was typed so.
    return {pair: (one.lexeme, one.number // 2) for pair, one in best.items()}


def _as_taught(one: NearWord) -> str:
    return one.folded.replace("_", " ")


def _sounding_like(word: str) -> Iterator[str]:
    """Yield the word with one syllable begun otherwise, or two that were typed as one apart."""
    if "_" not in word:
        yield from (f"{word[:cut]}_{word[cut:]}" for cut in range(2, len(word) - 1))
    syllables = word.split("_")
    for place, one in enumerate(syllables):
        begin = _ONSET.match(one)
        for first, second in _ALIKE:
            for typed, meant in ((first, second), (second, first)):
                if begin and begin[1] == typed:
                    other = meant + one[len(typed) :]
                    yield "_".join([*syllables[:place], other, *syllables[place + 1 :]])
        for other in _ending_alike(one):
            yield "_".join([*syllables[:place], other, *syllables[place + 1 :]])


def _ending_alike(one: str) -> Iterator[str]:
    """Yield the syllable with an end that is spoken alike: "bịnh" and "bệnh", "rượu" and "riệu"."""
    for first, second in _ENDED_ALIKE:
        for typed, meant in ((first, second), (second, first)):
            before = one.removesuffix(typed)
            if before and before != one:
                yield before + meant
