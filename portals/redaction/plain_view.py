"""A text as it is read, whatever signs it is written with, and the way back to the offsets it was written at.

Composed, with one kind of digit, of blank and of dash; without what is invisible; with letters of other scripts that
look like ours put right. Someone who writes a number so that no program finds it writes it for people all the same.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

from portals.content_security.disguises import INVISIBLE, LOOKALIKES

_DOTS = "·•․∙‧・。"
_D_TO_LATIN = str.maketrans({"đ": "d", "Đ": "D"})
# Letters for digits, between digits: "O9I2 345 678".
_WITH_LETTERS = re.compile(r"(?<![^\W\d_])[\dOoIl](?:[ .\-]?[\dOoIl]){7,18}(?![^\W\d_])")
_FOR_DIGITS = str.maketrans("OoIl", "0011")
FEWEST_DIGITS = 6


@dataclass(frozen=True)
class PlainView:
    """`text` is what is read. `starts[i]` and `ends[i]` are where its character `i` was written."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @cached_property
    def lower(self) -> str:
        """In small letters, character by character."""
        return "".join(map(_small, self.text))

    @cached_property
    def bare(self) -> str:
        """In small letters and without marks, character by character."""
        return "".join(map(_bare, self.text))

    def written_at(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the text as it was written."""
        return self.starts[start], self.ends[end - 1]


def read_plainly(text: str) -> PlainView:
    """Return `text` as it is read."""
    if text.isascii():
        offsets = range(len(text))
        plain = _with_digits("".join(map(_plain, text)))
        return PlainView(plain, tuple(offsets), tuple(at + 1 for at in offsets))
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for at, sign in enumerate(text):
        if _is_mark(sign):
            _join(sign, at, signs, ends)
            continue
        for plain in _plain(sign):
            signs.append(plain)
            starts.append(at)
            ends.append(at + 1)
    return PlainView(_with_digits("".join(signs)), tuple(starts), tuple(ends))


def _join(mark: str, at: int, signs: list[str], ends: list[int]) -> None:
    """Put a mark to the letter that it stands behind, also over what is invisible between them."""
    if not signs:
        return
    composed = unicodedata.normalize("NFC", signs[-1] + mark)
    if len(composed) == 1:
        signs[-1] = composed
    # A line below a digit says nothing; it is hidden with it.
    ends[-1] = at + 1


@lru_cache(maxsize=4096)
def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign) in {"Mn", "Me", "Mc"} and not INVISIBLE.match(sign)


@lru_cache(maxsize=4096)
def _plain(sign: str) -> str:
    if INVISIBLE.match(sign) or sign == "\r":
        return ""
    digit = unicodedata.digit(sign, None)
    if digit is not None:
        return str(digit)
    if sign in _DOTS:
        return "."
    composed = unicodedata.normalize("NFKC", sign).translate(LOOKALIKES)
    return "".join(map(_common, composed))


def _common(sign: str) -> str:
    if sign.isspace():
        return "\n" if sign in "\n\v\f\u2028\u2029" else " "
    if unicodedata.category(sign) == "Pd" or sign == "−":
        return "-"
    return sign


def _with_digits(text: str) -> str:
    return _WITH_LETTERS.sub(_put_right, text)


def _put_right(found: re.Match[str]) -> str:
    digits = sum(sign.isdigit() for sign in found[0])
    return found[0].translate(_FOR_DIGITS) if digits >= FEWEST_DIGITS else found[0]


@lru_cache(maxsize=4096)
def _small(sign: str) -> str:
    lower = sign.lower()
    return lower if len(lower) == 1 else sign


@lru_cache(maxsize=4096)
def _bare(sign: str) -> str:
    plain = unicodedata.normalize("NFD", sign.translate(_D_TO_LATIN))[:1]
    return _small(plain or sign)


def without_signs(text: str) -> str:
    """Return composed `text` in small letters without marks."""
    return "".join(map(_bare, text))
