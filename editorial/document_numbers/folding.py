"""Spellings that mean the same: "Uỷ ban" and "Ủy ban", "QĐ", "QÐ" and "QD", every kind of dash."""

from __future__ import annotations

import re

from portals.text import without_marks

_DASHES = re.compile(r"[‐‑‒–—―−﹣－]")
_SPACES = re.compile(r"\s+")
# What separates words of a name says nothing: "Lao động - Thương binh và Xã hội", "Lao động, Thương binh và Xã hội".
_BETWEEN_WORDS = re.compile(r"[^\w]+")


def plain_dashes(text: str) -> str:
    """Return `text` with a hyphen for every kind of dash."""
    return _DASHES.sub("-", text)


def folded_symbol(symbol: str) -> str:
    """Return the letters of a number as they are compared: "QĐ – UBND" as "qd-ubnd"."""
    return _SPACES.sub("", without_marks(plain_dashes(symbol)))


def folded_name(name: str) -> str:
    """Return the name of a body as it is compared: words in lower case, without accents and marks."""
    return _BETWEEN_WORDS.sub(" ", without_marks(name)).strip()
