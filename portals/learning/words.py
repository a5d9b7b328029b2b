"""Words of a text for comparing: syllables, and pairs of them, which is what most Vietnamese words are."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_SYLLABLES = re.compile(r"[^\W_]+")


def unaccented(text: str) -> str:
    """Return `text` in small letters without the signs above and below them."""
    split = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(sign for sign in split if not unicodedata.combining(sign))


def terms(text: str) -> list[str]:
    """Return the syllables of `text` and the pairs of those that follow each other, as they are spelled."""
    syllables = _SYLLABLES.findall(text.lower())
    return [*syllables, *(f"{one} {next_}" for one, next_ in pairwise(syllables))]
