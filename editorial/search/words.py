"""The words of a text without accents and case."""

from __future__ import annotations

import re
import unicodedata

_FOLDED_WORD = re.compile(r"[^\W_]+")
_PLAIN = str.maketrans({"đ": "d"})


def folded(word: str) -> str:
    """Return `word` without accents and case."""
    letters = unicodedata.normalize("NFKD", word.lower())
    return "".join(one for one in letters if not unicodedata.combining(one)).translate(_PLAIN)


def all_words_of(text: str) -> list[str]:
    """Return all words of a text, folded, in their order: text of any length is folded at once."""
    return _FOLDED_WORD.findall(folded(text))
