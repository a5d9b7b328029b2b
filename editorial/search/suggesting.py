"""What is offered while somebody types: what means the same, and frequent words that begin like it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from django.db import connection

from .asking import AskedPart, KnownWords, read_asked
from .known_words import known_of
from .lexemes import EXACT
from .still_public import still_public
from .syllables import TONE, Syllable, letters_and_tone, spelt
from .word_query import LONGEST_SPAN

MOST_SUGGESTED, MOST_SYLLABLES = 6, 6
# Of the counted vocabulary: pairs that begin with the last words typed and, where that is one word, words alone.
# The prefix of the key is asked of its index, the accents of what that leaves.
_BEGINNING = """
    (SELECT lexeme, number FROM editorial_searchword
     WHERE folded >= %(begin)s AND folded < %(end)s AND position('_' IN folded) = 0 AND lexeme ~ %(accents)s
       AND %(is_alone)s AND lexeme <> %(typed)s
     ORDER BY number DESC LIMIT 2)
    UNION ALL
    (SELECT lexeme, number FROM editorial_searchword
     WHERE folded >= %(begin)s AND folded < %(end)s AND position('_' IN folded) > 0 AND lexeme ~ %(accents)s
     ORDER BY number DESC LIMIT 8)
"""
# Which letters a letter may still become, while the word is typed.
_BECOMES = {"a": "aăâ", "e": "eê", "o": "oôơ", "u": "uư", "d": "dđ"}
_FINAL_I = re.compile(r"(k|l|m|t|h|s|qu)i")


def suggestions(text: str) -> list[str]:
    """Return what may be meant by what was typed so far, the likeliest first. Four queries at most."""
    asked = read_asked(text)
    parts = list(asked.wanted)
    if not 0 < len(asked.syllables) <= MOST_SYLLABLES or text.rstrip().endswith("-"):
        return []
    found = dict.fromkeys(_said_otherwise(parts, known_of(asked)))
    tail = parts[-1].syllables[-2:]
    before = [spelt(one.exact) for one in asked.syllables[: -len(tail)]]
    for lexeme in _beginning_like(tail):
        words = map(spelt, lexeme.removeprefix(EXACT).split("_"))
        found[" ".join([*before, *words])] = None
    return list(found)[:MOST_SUGGESTED]


def _said_otherwise(parts: Sequence[AskedPart], known: KnownWords) -> Iterator[str]:
    """Yield what was typed, with a part of it as others say it."""
    told = [[spelt(one.exact) for one in part.syllables] for part in parts]
    for place, part in enumerate(parts):
        bare = [one.folded for one in part.syllables]
        for start in range(len(bare)):
            for end in range(min(len(bare), start + LONGEST_SPAN), start, -1):
                for other in known.synonyms.get(" ".join(bare[start:end]), ()):
                    run = [*told[place][:start], other, *told[place][end:]]
                    words = [*told[:place], run, *told[place + 1 :]]
                    yield " ".join(word for one in words for word in one)


def _beginning_like(tail: Sequence[Syllable]) -> list[str]:
    """Return what public things have that begins with these syllables, of which the last is not finished."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for last in _unfinished(tail[-1]):
            some = [*tail[:-1], last]
            begin = "_".join(one.folded for one in some)
            accents = "_".join([*map(_whole, tail[:-1]), _begun(last)])
            cursor.execute(
                _BEGINNING,
                {
                    **{"begin": begin, "end": f"{begin}\uffff", "is_alone": len(tail) == 1},
                    **{"accents": f"^{EXACT}{accents}", "typed": f"{EXACT}{tail[-1].exact}"},
                },
            )
            found |= dict(cursor.fetchall())
    there = still_public(found)
    return [lexeme for lexeme in found if lexeme in there]


def _unfinished(one: Syllable) -> list[Syllable]:
    """Return what was typed; where it ends like "ky", which is compared as "ki", also as the beginning of "kyo…"."""
    letters, tone = letters_and_tone(one.exact)
    if not _FINAL_I.fullmatch(letters):
        return [one]
    return [one, Syllable(f"{letters[:-1]}y{tone}", f"{one.folded[:-1]}y")]


def _whole(one: Syllable) -> str:
    """Return the pattern of a syllable that is finished: as it was typed, or any where no accents were."""
    if one.has_accents:
        return re.escape(one.exact)
    return f"{''.join(map(_letter, one.folded))}(?:{TONE}[1-5])?"


def _begun(one: Syllable) -> str:
    """Return the pattern of a syllable that is being typed: its plain letters and its tone may still change."""
    letters, tone = letters_and_tone(one.exact)
    return f"{''.join(map(_letter, letters))}[^_{TONE}]*{tone}"


def _letter(letter: str) -> str:
    return f"[{_BECOMES[letter]}]" if letter in _BECOMES else re.escape(letter)
