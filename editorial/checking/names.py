"""The names of units, as the register of portals spells them, and the set forms of councils and committees."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from django.utils.translation import gettext as _

from editorial.similarity.sketches import fold
from editorial.stored_text import words_of_block
from portals.models.portal import UNIT_WORDS
from portals.word_lists import word_list

from .findings import CheckedText, Finding, Severity, place_of_block, place_of_field

# Also written in small letters inside a sentence: "xã Đông Thọ".
_TIERS = frozenset(map(str.casefold, UNIT_WORDS))
# What every text may call an office, beside the names of the register.
SET_FORMS = word_list("office-names")
_SHORT_FORMS = ("UBND", "HĐND", "UBMTTQ")
_WORD = re.compile(r"[^\W\d_]+")
_SHORT = re.compile(r"\b(?:u\.?b\.?n\.?d|h\.?[đd]\.?n\.?d|u\.?b\.?m\.?t\.?t\.?q)\b\.?", re.I)
# Shorter names ("Tỉnh") are words.
_FEWEST = 3

Letters = tuple[str, tuple[str, ...]]


def check_names(text: CheckedText) -> Iterator[Finding]:
    known = _known(tuple(text.unit_names))
    pieces = [(place_of_field("title"), text.title), (place_of_field(text.lead_name), text.lead)]
    pieces += [(place_of_block(block), "\n".join(words_of_block(block))) for block in text.body]
    told: set[str] = set()
    for place, words in pieces:
        for written, right in (*_misspelled(words, known), *_short_forms(words)):
            if written not in told:
                told.add(written)
                message = _("“%(written)s”: the name is “%(right)s”.") % {
                    "written": written,
                    "right": right,
                }
                yield Finding("unit-name", Severity.WARNING, message, place)


@lru_cache(maxsize=4)
def _known(names: tuple[str, ...]) -> dict[str, dict[tuple[str, ...], list[str]]]:
    """Names by their first syllable, then by all their syllables, without marks."""
    known: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for name in (*SET_FORMS, *names):
        syllables = tuple(map(fold, _WORD.findall(name)))
        if len(syllables) >= _FEWEST:
            known.setdefault(syllables[0], {}).setdefault(syllables, []).append(name)
    return known


def _misspelled(
    words: str, known: dict[str, dict[tuple[str, ...], list[str]]]
) -> Iterator[tuple[str, str]]:
    found = list(_WORD.finditer(unicodedata.normalize("NFC", words)))
    folded = [fold(match[0]) for match in found]
    for start, first in enumerate(folded):
        for syllables, names in known.get(first, {}).items():
            stop = start + len(syllables)
            if tuple(folded[start:stop]) != syllables:
                continue
            written = " ".join(match[0] for match in found[start:stop])
            if not any(_same(written, name) for name in names):
                yield written, names[0]


def _same(written: str, name: str) -> bool:
    """Whether `written` is `name`: also in capitals, with its rank in small letters, or with tones put elsewhere."""
    mine, right = _letters(written), _letters(name)
    if mine == right or (written.isupper() and mine == _letters(name.upper())):
        return True
    rank = next((tier for tier in _TIERS if name.casefold().startswith(f"{tier} ")), "")
    return bool(rank) and mine == _letters(rank + name[len(rank) :])


def _letters(text: str) -> list[Letters]:
    """Each syllable as its letters and its marks: "Hoà" and "Hòa" are spelled alike."""
    syllables = []
    for syllable in _WORD.findall(unicodedata.normalize("NFC", text)):
        parts = unicodedata.normalize("NFD", syllable)
        letters = "".join(part for part in parts if not unicodedata.combining(part))
        marks = tuple(sorted(part for part in parts if unicodedata.combining(part)))
        syllables.append((letters, marks))
    return syllables


def _short_forms(words: str) -> Iterator[tuple[str, str]]:
    for match in _SHORT.finditer(words):
        bare = fold(match[0].replace(".", ""))
        right = next(form for form in _SHORT_FORMS if fold(form) == bare)
        if match[0].rstrip(".") != right:
            yield match[0], right


def names_with(names: Iterable[str]) -> tuple[str, ...]:
    """Return names in one order, so that what is made of them is kept from one text to the next."""
    return tuple(sorted(set(names)))
