"""Whether an entry says something: "x" in every field fills none in. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_WORD = re.compile(r"[^\W_]+")
_MAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)*\.[a-z]{2,}", re.IGNORECASE)
# "1900 1234" is the shortest number that a public body has.
LEAST_DIGITS = 8
DIFFERENT = 3


def says(text: str, *, words: int = 1) -> bool:
    """Whether `text` has so many words, and is more than a letter said again and again."""
    found = _WORD.findall(text)
    return len(found) >= words and len({*"".join(found).lower()}) >= DIFFERENT


def is_name(text: str) -> bool:
    """Two words at least, of two letters or more: a person or a street has more than one."""
    return says(text, words=2) and sum(len(word) > 1 for word in _WORD.findall(text)) >= 2


def is_address(text: str) -> bool:
    return says(text, words=2)


def is_phone(text: str) -> bool:
    digits = [letter for letter in text if letter.isdigit()]
    return len(digits) >= LEAST_DIGITS and len(set(digits)) >= DIFFERENT


def is_mail(text: str) -> bool:
    return bool(_MAIL.fullmatch(text.strip()))


# How an entry of a portal is looked at, by the name of its field.
LOOKED_AT: Mapping[str, Callable[[str], bool]] = {
    "address": is_address,
    "phone": is_phone,
    "email": is_mail,
    "opening_hours": says,
    "responsible_name": is_name,
    "responsible_post": says,
    "spokesperson_name": is_name,
    "spokesperson_phone": is_phone,
    "spokesperson_email": is_mail,
}
