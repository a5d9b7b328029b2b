"""What is searched of procedures and centres, and what in it matches what somebody typed. Pure functions.

An accent that was typed counts: "hộ" finds "hộ" alone. A word without accents finds every word that is it without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from portals.text import nfc, without_marks

_WORD = re.compile(r"[^\W_]+(?:[.][^\W_]+)*")
MOST_WORDS = 12


def procedure_words(texts: Iterable[str]) -> str:
    """Return the words of `texts` in lower case, each between two spaces."""
    found = _WORD.findall(nfc(" ".join(texts)).lower())
    return f" {' '.join(found)} "


def folded_words(words: str) -> str:
    return without_marks(words)


def typed_words(text: str) -> list[str]:
    """Return the first `MOST_WORDS` words that somebody typed, in lower case."""
    return _WORD.findall(nfc(text).lower().replace("\x00", ""))[:MOST_WORDS]


def has_accents(word: str) -> bool:
    return without_marks(word) != word
