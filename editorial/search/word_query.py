"""What was asked, as PostgreSQL searches and ranks it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from .asking import TOGETHER, AskedPart, AskedWords, KnownWords, Strictness
from .expecting import MEANT, expected_of_all, expected_of_some, rarest_words, says_enough
from .lexemes import NUMBER, exact_lexeme, exact_pair, folded_pair
from .small_words import SMALL
from .speaking import FREQUENT, rankings
from .syllables import Syllable, syllable_runs
from .word_shares import word_shares

# So many syllables may mean the same as others.
LONGEST_SPAN = 9
# Of fewer things shares say nothing.
FEWEST_THINGS = 1_000


@dataclass(frozen=True, slots=True)
class WordQuery:
    """`find` is what things must have, `title` what a title has that says all of it, `above` title and lead together.

    Of `ranks` the one counts that a thing has most of: what was typed, then what it may be called instead; of `rare`
    the same for what few things have. All are texts of a `tsquery`; "" asks for nothing. `size` is how many syllables
    the longest of them has, `digits` those of a document's number, `expected` how many things are thought to be found.
    """

    find: str = ""
    ranks: tuple[str, ...] = ()
    rare: tuple[str, ...] = ()
    title: str = ""
    above: str = ""
    digits: str = ""
    size: int = 0
    expected: float = 0.0
    # Where some of the words may be enough: each, as a text of a `tsquery`, with its share of what all of them say.
    shares: tuple[tuple[str, float], ...] = ()


def _quoted(lexeme: str) -> str:
    return f"'{lexeme}'"


def build(asked: AskedWords, known: KnownWords, strictness: Strictness) -> WordQuery:
    """Return the query for what was asked, compared as strictly as `strictness` says."""
    nodes = [one for part in asked.wanted for one in _nodes(part, known, strictness)]
    nodes = _telling(nodes, known)
    in_title = wanted = [node for node, _number in nodes]
    is_some = strictness is Strictness.SOME
    if is_some:
        wanted = _some_of(nodes, asked, _phrases(asked, known))
    left_out = [
        f"!{_phrase(part.syllables, Strictness.EXACT)}" for part in asked.parts if part.left_out
    ]
    find = _all([*wanted, *left_out]) if wanted else ""
    if asked.number and wanted:
        find = _any([find, _all([_quoted(one) for one in asked.number])])
    spoken = list(rankings(asked, known))
    return WordQuery(
        find=find,
        ranks=tuple(_any(one.lexemes) for one in spoken),
        rare=tuple(_any(one.rare) for one in spoken),
        title=at_weight(_all(in_title), "A") if in_title else "",
        above=at_weight(_all(in_title), "AB") if in_title else "",
        digits=_only(number_digits(asked)),
        size=max(one.size for one in spoken),
        expected=_expected(nodes, asked, known, is_some=is_some),
        shares=tuple(word_shares(nodes, asked, known)) if is_some or asked.is_long else (),
    )


def _expected(
    nodes: Sequence[tuple[str, float]], asked: AskedWords, known: KnownWords, *, is_some: bool
) -> float:
    """Return how many of `things` are thought to be found: of those that have the words no fewer than are left out.

    That all that have what is left out have the words, too, holds for "kế hoạch -hoạch".
    """
    if is_some:
        found = expected_of_some(nodes, asked, known.things)
    else:
        found = expected_of_all([number for _node, number in nodes], known.things)
    left_out = [part.syllables for part in asked.parts if part.left_out]
    return max(0.0, found - sum(_number_of(one, known, Strictness.EXACT) for one in left_out))


def _telling(nodes: list[tuple[str, float]], known: KnownWords) -> list[tuple[str, float]]:
    """Leave out words that nearly everything has ("cho", "của", "và"), where anything else was asked for."""
    told = [one for one in nodes if one[0].strip("'") not in SMALL]
    if known.things >= FEWEST_THINGS:
        told = [one for one in told if one[1] <= FREQUENT * known.things or MEANT in one[0]]
    return told or nodes


def _nodes(
    part: AskedPart, known: KnownWords, strictness: Strictness
) -> Iterator[tuple[str, float]]:
    """Yield what must be had of a part, each with how many things are thought to have it."""
    syllables = part.syllables
    if part.together:
        yield _together(part, known, strictness), _number_of(syllables, known, strictness)
        return
    at = 0
    while at < len(syllables):
        span = _longest_synonym(syllables[at:], known)
        if span:
            own = syllables[at : at + span]
            others = known.synonyms[" ".join(one.folded for one in own)]
            words = list(_words(own, known, strictness))
            said = [_all([node for node, _number in words])]
            said += [_spelt_phrase(other) for other in others]
            # What it is called otherwise was not counted: too few are expected rather than too many, since to read the
            # newest one by one for what is rare takes longest.
            yield _any(said), min(number for _node, number in words)
            at += span
            continue
        end = at + 1
        while end < len(syllables) and not _longest_synonym(syllables[end:], known):
            end += 1
        yield from _words(syllables[at:end], known, strictness)
        at = end


def _longest_synonym(syllables: Sequence[Syllable], known: KnownWords) -> int:
    for size in range(min(LONGEST_SPAN, len(syllables)), 0, -1):
        if " ".join(one.folded for one in syllables[:size]) in known.synonyms:
            return size
    return 0


def _words(
    syllables: Sequence[Syllable], known: KnownWords, strictness: Strictness
) -> Iterator[tuple[str, float]]:
    """Yield the words of a run: the pairs that belong together most, and what is left between them."""
    bound = bound_pairs(syllables, known, strictness)
    at = 0
    while at < len(syllables):
        one = syllables[at]
        if at in bound:
            pair = (one, syllables[at + 1])
            yield _pair(*pair, strictness), float(known.numbers.get(_key(*pair, strictness), 0))
            at += 2
        else:
            yield (
                _single(one, strictness),
                float(known.numbers.get(_single_key(one, strictness), 0)),
            )
            at += 1


def bound_pairs(
    syllables: Sequence[Syllable], known: KnownWords, strictness: Strictness
) -> set[int]:
    """Return where pairs begin that are one word; no two of them share a syllable."""
    if len(syllables) == 2:
        return {0}
    scored = []
    for at, (one, other) in enumerate(pairwise(syllables)):
        number = known.numbers.get(_key(one, other, strictness), 0)
        rarer = min(
            known.numbers.get(_single_key(one, strictness), 0),
            known.numbers.get(_single_key(other, strictness), 0),
        )
        if number and number / max(rarer, 1) >= TOGETHER:
            scored.append((number / max(rarer, 1), at))
    bound: set[int] = set()
    for _score, at in sorted(scored, reverse=True):
        if not {at - 1, at, at + 1} & bound:
            bound.add(at)
    return bound


def _is_exact(one: Syllable, strictness: Strictness) -> bool:
    return strictness is Strictness.EXACT or (strictness is Strictness.MIXED and one.has_accents)


def _single_key(one: Syllable, strictness: Strictness) -> str:
    return exact_lexeme(one) if _is_exact(one, strictness) else one.folded


def _single(one: Syllable, strictness: Strictness) -> str:
    return _quoted(_single_key(one, strictness))


def _key(one: Syllable, other: Syllable, strictness: Strictness) -> str:
    both = _is_exact(one, strictness) and _is_exact(other, strictness)
    return exact_pair(one, other) if both else folded_pair(one, other)


def _pair(one: Syllable, other: Syllable, strictness: Strictness) -> str:
    pair = _quoted(_key(one, other, strictness))
    if strictness is not Strictness.MIXED:
        return pair
    # The pair is compared without accents where one has none; the other keeps its own.
    kept = [_quoted(exact_lexeme(two)) for two in (one, other) if two.has_accents]
    return _all([pair, *kept]) if len(kept) == 1 else pair


def _phrase(syllables: Sequence[Syllable], strictness: Strictness) -> str:
    if len(syllables) == 1:
        return _single(syllables[0], strictness)
    return _all([_pair(one, other, strictness) for one, other in pairwise(syllables)])


def _spelt_phrase(text: str) -> str:
    return _all([_phrase(run, Strictness.EXACT) for run in syllable_runs(text)])


def _number_of(syllables: Sequence[Syllable], known: KnownWords, strictness: Strictness) -> float:
    keys = [_key(one, other, strictness) for one, other in pairwise(syllables)] or [
        _single_key(syllables[0], strictness)
    ]
    return float(min(known.numbers.get(key, 0) for key in keys))


def number_digits(asked: AskedWords) -> list[str]:
    """Return what may be the digits of a document's number."""
    return [_quoted(one) for one in asked.number if one.removeprefix(NUMBER).isdigit()]


def _only(lexemes: Sequence[str]) -> str:
    """Return the one that there is: two numbers are a day."""
    return lexemes[0] if len(lexemes) == 1 else ""


def _phrases(asked: AskedWords, known: KnownWords) -> list[str]:
    """Return what was quoted: of many words it is the one that must be there."""
    return [_together(part, known, Strictness.SOME) for part in asked.wanted if part.together]


def _together(part: AskedPart, known: KnownWords, strictness: Strictness) -> str:
    """Return the query for a part in one piece; a day may be written otherwise."""
    ways = known.synonyms.get(" ".join(one.folded for one in part.syllables), ())
    typed = _phrase(part.syllables, strictness)
    return _any([typed, *map(_spelt_phrase, ways)]) if part.is_day else typed


def _some_of(
    nodes: list[tuple[str, float]], asked: AskedWords, phrases: Sequence[str]
) -> list[str]:
    """Return two of the rarest that anything has, or one of two; of a document's number its digits.

    With `phrases` these, whatever else is there.
    """
    if asked.is_number:
        return number_digits(asked)[:1]
    if phrases:
        return list(phrases)
    rarest = [node for node, _number in rarest_words(nodes)]
    if len(rarest) < 3:
        return [_any(rarest)] if rarest else []
    strong = [node for node in rarest if says_enough(node)]
    return [_any([*strong, *(_all(pair) for pair in combinations(rarest, 2))])]


def at_weight(query: str, weight: str) -> str:
    """Ask the same of what bears this weight alone."""
    return "".join(
        f"{piece}:{weight}" if place % 2 else piece.replace("''", "")
        for place, piece in enumerate(_pieces(query))
    )


def _pieces(query: str) -> Iterator[str]:
    """Cut a query into what stands between lexemes and the lexemes, in turn."""
    cut = query.split("'")
    for place in range(0, len(cut), 2):
        yield cut[place]
        if place + 1 < len(cut):
            yield f"'{cut[place + 1]}'"


def _all(nodes: Sequence[str]) -> str:
    return _joined(nodes, " & ")


def _any(nodes: Sequence[str]) -> str:
    return _joined(nodes, MEANT)


def _joined(nodes: Sequence[str], by: str) -> str:
    kept = [node for node in dict.fromkeys(nodes) if node]
    return kept[0] if len(kept) == 1 else f"({by.join(kept)})" if kept else ""
