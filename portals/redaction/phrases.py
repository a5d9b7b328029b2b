"""Patterns of expressions, with their marks or wholly without: marks that were typed must be the right ones."""

from __future__ import annotations

import re

from .plain_view import without_signs


def either(*phrases: str) -> str:
    """Return the pattern of any of `phrases`, which are in small letters, longest first."""
    spelt = dict.fromkeys(word for phrase in phrases for word in (phrase, without_signs(phrase)))
    longest = sorted(spelt, key=len, reverse=True)
    return "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in longest)


def whole(*phrases: str) -> str:
    """The same as words of their own."""
    return rf"(?<!\w)(?:{either(*phrases)})(?!\w)"
