"""What somebody types on the desk, as a query over the lexemes of what boards write and keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from .asking import AskedWords, Strictness, read_asked
from .known_words import known_of
from .lexemes import EXACT, exact_lexeme, exact_pair, folded_pair
from .small_words import SMALL
from .syllables import Syllable, letters_and_tone
from .word_query import build


def desk_query(text: str) -> tuple[str, str]:
    """Return by what things are found and by what they are ranked, as texts of a `tsquery`. One query.

    Found is what has all the words, with the accents that were typed, or what is meant by them; what has neighbours as
    neighbours comes first. Both are "" where no word was typed.
    """
    asked = read_asked(text)
    if not asked.syllables:
        return "", ""
    meant = build(asked, known_of(asked), _strictness(asked))
    if any(part.left_out or part.together for part in asked.parts):
        return meant.find, _any(meant.ranks)
    return _any([meant.find, _all(map(_single, _telling(asked)))]), _any(meant.ranks)


def begun_query(text: str) -> tuple[str, str]:
    """Return the same for words that are still being typed: the last may be the beginning of one. No query."""
    asked = read_asked(text)
    syllables = asked.syllables
    if not syllables:
        return "", ""
    *whole, last = syllables
    begun = _begun(last)
    found = _all([*map(_single, whole), begun])
    return found, _any([begun, *_ranked(syllables)])


def _begun(last: Syllable) -> str:
    """Return what begins with it: letters with their marks, where any but "đ" is marked; its tone may come later."""
    letters, tone = letters_and_tone(last.exact)
    marked = tone or letters.replace("đ", "d") != last.folded
    return f"'{EXACT}{letters}':*" if marked else f"'{last.folded}':*"


def _ranked(syllables: Sequence[Syllable]) -> Iterator[str]:
    for one in syllables:
        yield f"'{one.folded}'"
        yield f"'{exact_lexeme(one)}'"
    for one, other in pairwise(syllables):
        yield f"'{folded_pair(one, other)}':*"
        yield f"'{exact_pair(one, other)}'"


def _strictness(asked: AskedWords) -> Strictness:
    return Strictness.MIXED if asked.has_accents else Strictness.FOLDED


def _single(one: Syllable) -> str:
    return f"'{exact_lexeme(one) if one.has_accents else one.folded}'"


def _telling(asked: AskedWords) -> list[Syllable]:
    syllables = asked.syllables
    return [one for one in syllables if exact_lexeme(one) not in SMALL] or syllables


def _all(nodes: Iterator[str] | Sequence[str]) -> str:
    return " & ".join(dict.fromkeys(nodes))


def _any(nodes: Iterator[str] | Sequence[str]) -> str:
    return " | ".join(f"({node})" for node in dict.fromkeys(nodes) if node)
