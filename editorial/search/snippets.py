"""What is shown of a text to say that it was found: its words marked, and the place of the body where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from .asking import AskedPart, AskedWords, KnownWords, Strictness
from .lexemes import exact_lexeme, exact_pair, folded_pair
from .syllables import WORD, Syllable, syllable, syllable_runs
from .word_query import LONGEST_SPAN, bound_pairs

LONGEST_SNIPPET = 220
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")


@dataclass(frozen=True, slots=True)
class FoundMarks:
    """What is marked in a text: lexemes of single syllables, and of neighbours. With accents where those counted."""

    singles: frozenset[str] = frozenset()
    pairs: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.singles or self.pairs)


NOTHING = FoundMarks()


def marks_of(asked: AskedWords, known: KnownWords, strictness: Strictness) -> FoundMarks:
    """Return what is marked for what was asked, as strictly as it was found."""
    singles: set[str] = set()
    pairs: set[str] = set()
    for part in asked.wanted:
        alone = _alone(part, known, strictness)
        singles |= {_key(one, strictness) for one in alone}
        pairs |= {_pair_key(one, other, strictness) for one, other in pairwise(part.syllables)}
    for span in asked.spans(LONGEST_SPAN) & known.synonyms.keys():
        for run in (run for words in known.synonyms[span] for run in syllable_runs(words)):
            singles |= {exact_lexeme(one) for one in run[:1] if len(run) == 1}
            pairs |= {exact_pair(one, other) for one, other in pairwise(run)}
    return FoundMarks(frozenset(singles), frozenset(pairs))


def _alone(part: AskedPart, known: KnownWords, strictness: Strictness) -> list[Syllable]:
    """Return the syllables that were looked for by themselves."""
    if part.together:
        return list(part.syllables) if len(part.syllables) == 1 else []
    bound = bound_pairs(part.syllables, known, strictness)
    within = {at for start in bound for at in (start, start + 1)}
    return [one for at, one in enumerate(part.syllables) if at not in within]


def cut_at_marks(text: str, marks: FoundMarks) -> Iterator[tuple[str, bool]]:
    """Cut `text` into pieces, each with whether it is marked. Neighbours that are marked are one piece."""
    words = list(WORD.finditer(text))
    told = [syllable(found[0]) for found in words]
    is_marked = [_any(one, marks.singles) for one in told]
    for at, (one, other) in enumerate(pairwise(told)):
        if exact_pair(one, other) in marks.pairs or folded_pair(one, other) in marks.pairs:
            is_marked[at] = is_marked[at + 1] = True
    end, at = 0, 0
    while at < len(words):
        if not is_marked[at]:
            at += 1
            continue
        last = at
        while (
            last + 1 < len(words)
            and is_marked[last + 1]
            and _touch(text, words[last], words[last + 1])
        ):
            last += 1
        yield text[end : words[at].start()], False
        end = words[last].end()
        yield text[words[at].start() : end], True
        at = last + 1
    yield text[end:], False


def snippet(text: str, body: str, marks: FoundMarks) -> str:
    """Return `text`, or the sentence of the body that has what was looked for where `text` has nothing of it."""
    if not marks or _found_in(text, marks):
        return text
    best, most = "", 0
    for found in _SENTENCE.finditer(body):
        number = _found_in(found[0], marks)
        if number > most:
            best, most = found[0].strip(), number
    if not best:
        return text
    if len(best) <= LONGEST_SNIPPET:
        return best
    first = next((len(piece) for piece, is_marked in cut_at_marks(best, marks) if not is_marked), 0)
    start = max(0, best.rfind(" ", 0, max(0, first - LONGEST_SNIPPET // 3)) + 1)
    end = best.rfind(" ", start, start + LONGEST_SNIPPET)
    return (
        f"{'… ' if start else ''}{best[start : end if end > start else start + LONGEST_SNIPPET]} …"
    )


def _found_in(text: str, marks: FoundMarks) -> int:
    return len({piece.lower() for piece, is_marked in cut_at_marks(text, marks) if is_marked})


def _touch(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    return text[one.end() : other.start()] in {" ", "/", "-", "–", "\u00a0"}


def _key(one: Syllable, strictness: Strictness) -> str:
    is_exact = strictness is Strictness.EXACT or (
        strictness is Strictness.MIXED and one.has_accents
    )
    return exact_lexeme(one) if is_exact else one.folded


def _pair_key(one: Syllable, other: Syllable, strictness: Strictness) -> str:
    return exact_pair(one, other) if strictness is Strictness.EXACT else folded_pair(one, other)


def _any(one: Syllable, lexemes: frozenset[str]) -> bool:
    return exact_lexeme(one) in lexemes or one.folded in lexemes
