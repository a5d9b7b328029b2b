"""What is offered while somebody types: titles and frequent words that begin like it."""

from __future__ import annotations

from django.db import connection

from .asking import read_asked
from .known_words import known_of
from .lexemes import EXACT
from .syllables import spelt

MOST_SUGGESTED = 6
# Pairs of the counted vocabulary that begin with the last words typed. A prefix of the key, by its index.
_PAIRS = """
    SELECT lexeme FROM editorial_searchword
    WHERE folded >= %(begin)s AND folded < %(end)s AND position('_' IN folded) > 0 AND number > 1
    ORDER BY number DESC LIMIT 30
"""


def suggestions(text: str) -> list[str]:
    """Return what may be meant by what was typed so far, the likeliest first. Two queries."""
    asked = read_asked(text)
    syllables = asked.syllables
    if not syllables or len(syllables) > 6 or text.rstrip().endswith("-"):
        return []
    found = dict.fromkeys(one for key in known_of(asked).synonyms.values() for one in key)
    tail = syllables[-2:]
    begin = "_".join(one.folded for one in tail)
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, {"begin": begin, "end": f"{begin}\uffff"})
        lexemes = [lexeme for (lexeme,) in cursor.fetchall()]
    before = [spelt(one.exact) for one in syllables[: -len(tail)]]
    for lexeme in lexemes:
        parts = lexeme.removeprefix(EXACT).split("_")
        if all(
            not one.has_accents or parts[at].startswith(one.exact)
            for at, one in enumerate(tail)
            if at < len(parts)
        ):
            found[" ".join([*before, *map(spelt, parts)])] = None
    return list(found)[:MOST_SUGGESTED]
