"""Which reading of the words is shown: the strictest that finds something, and looser ones where that is too little."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from .asking import AskedWords, KnownWords, Strictness, read_asked
from .known_words import known_of
from .lexemes import folded_pair
from .meant import rewritten
from .raw_keys import as_typed_keys

# Of many words so few results are worth a looser reading.
FEW = 3
# By so much, in thousandths, what was written otherwise must score above what was found with other accents.
BETTER = 60


@dataclass(frozen=True, slots=True)
class TriedReading:
    """What a reading found: the rows of its statement. `corrected`: the words that were read instead of those typed."""

    rows: list[tuple[Any, ...]]
    asked: AskedWords
    known: KnownWords = field(default_factory=KnownWords)
    strictness: Strictness = Strictness.EXACT
    corrected: str = ""

    @property
    def total(self) -> int:
        return sum(number for what, _value, number, _title in self.rows if what == "kind")

    @property
    def best(self) -> int:
        """The best score of all that was found, whichever page is shown."""
        return next((number or 0 for what, _v, number, _t in self.rows if what == "best"), 0)


type TryReading = Callable[[AskedWords, KnownWords, Strictness], TriedReading]


def first_that_finds(asked: AskedWords, known: KnownWords, look: TryReading) -> TriedReading:
    """Return the reading to show. One statement where the first finds enough, some six where none does."""
    tried = _strictest(asked, known, look, _as_typed(asked))
    if not tried.total and (typed := _by_its_keys(asked, look)):
        return typed
    is_loose = not tried.total or (asked.has_accents and tried.strictness >= Strictness.FOLDED)
    is_loose = is_loose or (tried.total < FEW and _is_strange(asked, known))
    if asked.is_long or (not tried.total and (asked.free or asked.is_number)):
        some = look(asked, known, Strictness.SOME)
        is_too_little = tried.total < FEW and some.total > tried.total
        if is_too_little or (some.total and some.best > tried.best + BETTER):
            tried = some
    return _written_otherwise(asked, known, tried, look) if is_loose else tried


def _as_typed(asked: AskedWords) -> list[Strictness]:
    if not asked.has_accents:
        return [Strictness.FOLDED]
    if all(one.has_accents for one in asked.syllables):
        return [Strictness.EXACT, Strictness.FOLDED]
    return [Strictness.EXACT, Strictness.MIXED, Strictness.FOLDED]


def _strictest(
    asked: AskedWords, known: KnownWords, look: TryReading, readings: list[Strictness]
) -> TriedReading:
    tried = TriedReading([], asked, known)
    for strictness in readings:
        tried = look(asked, known, strictness)
        if tried.total:
            break
    return tried


def _by_its_keys(asked: AskedWords, look: TryReading) -> TriedReading | None:
    """Return what is found by the words that the keys write with the input method on; None where nothing is."""
    words = as_typed_keys(asked.text)
    if not words or any(part.together for part in asked.parts):
        return None
    other = read_asked(words)
    found = _strictest(other, known_of(other), look, _as_typed(other))
    return replace(found, corrected=words) if found.total else None


def _is_strange(asked: AskedWords, known: KnownWords) -> bool:
    """Whether two neighbours were typed that hardly anything public has side by side: then one may be mistyped."""
    return known.things > 0 and any(
        not known.numbers.get(folded_pair(one, other))
        for part in asked.wanted
        if not part.together
        for one, other in pairwise(part.syllables)
    )


def _written_otherwise(
    asked: AskedWords, typed: KnownWords, tried: TriedReading, look: TryReading
) -> TriedReading:
    """Return what the words find as they are usually written, where that is nearer to what was asked."""
    words = rewritten(asked, typed.synonyms)
    if not words:
        return tried
    other = read_asked(words)
    known = known_of(other)
    found = look(other, known, Strictness.EXACT)
    if not found.total:
        found = look(other, known, Strictness.SOME)
    doubt = BETTER * (1 + _other_letters(asked, other)) if tried.total else 0
    if not found.total or found.best < tried.best + doubt:
        return tried
    return replace(found, corrected=words)


def _other_letters(asked: AskedWords, other: AskedWords) -> int:
    """Return how many words of the other reading have letters that nobody typed: each is a guess."""
    typed = Counter(one.folded for one in asked.syllables)
    return (Counter(one.folded for one in other.syllables) - typed).total()
