"""What the index holds of a text: each syllable and each pair of neighbours, exactly and without accents.

| Lexeme | Of | Means |
|---|---|---|
| `=đât~2` | "đất" | the syllable as it was written |
| `dat` | "đất" | the syllable without accents |
| `=công_dân` | "công dân" | two neighbours as they were written |
| `cong_dan` | "công dân" | two neighbours without accents |
| `#ubnd` | "12/QĐ-UBND" | a part of a document's number |
| `@article` | - | the kind of the thing |

Pairs stand for words: most words of Vietnamese have two syllables, so that "tuyển dụng" is found where both stand side
by side, at the price of one lexeme, and not where "trực tuyến" and "sử dụng" do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, pairwise

from .syllables import Syllable, syllable_runs

EXACT, NUMBER, KIND = "=", "#", "@"
MOST_LEXEMES = 24_000
# PostgreSQL refuses a vector over one megabyte: of letters, and of a place and its weight with each lexeme.
MOST_BYTES, OF_A_PLACE = 1_000_000, 8


def exact_lexeme(one: Syllable) -> str:
    return f"{EXACT}{one.exact}"


def exact_pair(one: Syllable, other: Syllable) -> str:
    return f"{EXACT}{one.exact}_{other.exact}"


def folded_pair(one: Syllable, other: Syllable) -> str:
    return f"{one.folded}_{other.folded}"


def lexemes_of(text: str) -> Iterator[str]:
    """Yield the lexemes of a text, repeated as they come."""
    for run in syllable_runs(text):
        for one in run:
            yield one.folded
            yield exact_lexeme(one)
        for one, other in pairwise(run):
            yield folded_pair(one, other)
            yield exact_pair(one, other)


def number_lexemes(number: str) -> Iterator[str]:
    for run in syllable_runs(number):
        for one in run:
            yield f"{NUMBER}{one.folded}"
            if one.folded.isdigit():
                yield f"{NUMBER}{one.folded.lstrip('0') or '0'}"


def vector_of(weighted: Iterable[tuple[str, str]], *, number: str = "", kind: str = "") -> str:
    """Return the text of a `tsvector`: of pairs of a weight, the heaviest first, and the words that bear it."""
    weights: dict[str, str] = {}
    if kind:
        weights[f"{KIND}{kind}"] = "D"
    for lexeme in number_lexemes(number):
        weights.setdefault(lexeme, "A")
    for weight, text in weighted:
        for lexeme in lexemes_of(text):
            weights.setdefault(lexeme, weight)
        if len(weights) > MOST_LEXEMES:
            break
    return " ".join(f"'{lexeme}':1{weight}" for lexeme, weight in _that_fit(weights))


def _that_fit(weights: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the first of them that one vector holds: the heaviest."""
    room = MOST_BYTES
    for lexeme, weight in islice(weights.items(), MOST_LEXEMES):
        room -= len(lexeme.encode()) + OF_A_PLACE
        if room < 0:
            return
        yield lexeme, weight
