"""What the database knows of the words that somebody typed: how common they are, and what else they are called."""

from __future__ import annotations

from collections import defaultdict

from django.db import connection

from .asking import AskedWords, KnownWords
from .days import days_said_otherwise
from .syllables import syllable_runs
from .word_query import LONGEST_SPAN

# The lexeme under which the number of all things is counted.
ALL = "@"
_READ = """
    SELECT 'n', lexeme, number::text, '' FROM editorial_searchword WHERE lexeme = ANY(%(lexemes)s)
    UNION ALL SELECT 's', term_key, term, meaning FROM editorial_synonym WHERE term_key = ANY(%(spans)s)
    UNION ALL SELECT 's', meaning_key, meaning, term FROM editorial_synonym
        WHERE meaning_key = ANY(%(spans)s) AND NOT is_one_way
    UNION ALL SELECT 'n', lexeme, number::text, '' FROM editorial_searchword WHERE lexeme ^@ '@'
"""


def known_of(asked: AskedWords) -> KnownWords:
    """Return what is known of the words asked for. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            _READ, {"lexemes": list(asked.lexemes()), "spans": list(asked.spans(LONGEST_SPAN))}
        )
        rows = cursor.fetchall()
    synonyms: dict[str, list[str]] = defaultdict(list)
    numbers: dict[str, int] = {}
    for what, name, value, other in rows:
        if what == "n":
            numbers[name] = int(value)
        elif _is_typed(asked, value):
            synonyms[name].append(other)
    for day, ways in days_said_otherwise(asked).items():
        synonyms[day] += ways
    return KnownWords(numbers, numbers.get(ALL, 0), synonyms)


def _is_typed(asked: AskedWords, term: str) -> bool:
    """Whether `term` was typed, with its own accents where any were: "sơ đồ" is no "sổ đỏ".

    A word of one syllable among others must be typed with them: without, half of another word looks like it. An
    abbreviation need not.
    """
    wanted = [one for run in syllable_runs(term) for one in run]
    is_half_a_word = len(wanted) == 1 and wanted[0].has_accents and not term.isupper()
    for part in asked.wanted:
        needs_accents = is_half_a_word and len(part.syllables) > 1
        for start in range(len(part.syllables) - len(wanted) + 1):
            some = part.syllables[start : start + len(wanted)]
            if all(
                one.exact == other.exact
                or (one.folded == other.folded and not one.has_accents and not needs_accents)
                for one, other in zip(some, wanted, strict=True)
            ):
                return True
    return False
