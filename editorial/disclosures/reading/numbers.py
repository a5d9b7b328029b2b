"""Numbers as people write them: "1.234.567", "1,234,567.5", "1 234", "(1.234)", "98,5 %"; and what they may mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

# The sign before decimals: a comma as in Vietnam, or a dot.
type Sign = Literal[",", "."]
SIGNS: tuple[Sign, Sign] = (",", ".")

# More digits than any budget has, and what a decimal is still exact in.
MOST_DIGITS = 20
_DASHES = re.compile("[‐‑‒–—―−﹣－]")
_SPACES = re.compile("[\\s\u00a0\u2000-\u200a\u202f\u3000]+")
_NOTHING = re.compile(r"[-.…/\\x]*", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?P<sign>[-+]?)\s?(?P<body>\d[\d.,' ’]*?)\s?(?:(?P<percent>%)|(?:đ|đồng|VNĐ))?"
)
_SPACED = re.compile(r"\d{1,3}( \d{3})+")
_GROUPED = {",": re.compile(r"\d{1,3}(,\d{3})+"), ".": re.compile(r"\d{1,3}(\.\d{3})+")}


@dataclass(frozen=True)
class ReadNumber:
    """What a text says as a number, if decimals stand behind a comma, and if behind a dot; None where it cannot be.

    `places` are the decimals that stand there, for each of the two.
    """

    comma: Decimal | None
    dot: Decimal | None
    is_percent: bool = False

    def read(self, sign: Sign) -> Decimal | None:
        return self.comma if sign == "," else self.dot

    @property
    def is_clear(self) -> bool:
        """Whether there is only one number that it can be."""
        return self.comma is None or self.dot is None or self.comma == self.dot


def is_nothing(text: str) -> bool:
    """Whether a cell of figures says that there is none: "", "-", "…", "x"."""
    return bool(_NOTHING.fullmatch(_SPACES.sub("", _DASHES.sub("-", text))))


def figure_in(text: str) -> ReadNumber | None:
    """Return what `text` says as a number, or None where it is none."""
    text = _SPACES.sub(" ", _DASHES.sub("-", text)).strip()
    is_negative = text.startswith("(") and text.endswith(")")
    if is_negative:
        text = text[1:-1].strip()
    found = _NUMBER.fullmatch(text)
    if (
        found is None
        or (is_negative and found["sign"])
        or sum(map(str.isdigit, text)) > MOST_DIGITS
    ):
        return None
    body = found["body"].strip()
    if not body.isascii() and "’" not in body:
        return None
    comma, dot = (_read(body, sign) for sign in SIGNS)
    if comma is None and dot is None:
        return None
    if is_negative or found["sign"] == "-":
        comma, dot = (None if each is None else -each for each in (comma, dot))
    return ReadNumber(comma, dot, bool(found["percent"]))


def exact(number: float) -> Decimal:
    """The shortest decimal that a spreadsheet's number stands for."""
    return Decimal(repr(number)) if isinstance(number, float) else Decimal(number)


def _read(body: str, sign: Sign) -> Decimal | None:
    """`body` with decimals behind `sign` and thousands apart by the other sign, by spaces or by nothing."""
    body = body.replace("’", " ").replace("'", " ")
    whole, found, rest = body.partition(sign)
    if found and not (rest.isascii() and rest.isdigit()):
        return None
    if " " in whole:
        if not _SPACED.fullmatch(whole):
            return None
        whole = whole.replace(" ", "")
    elif not whole.isdigit():
        other = "." if sign == "," else ","
        if not _GROUPED[other].fullmatch(whole) or whole.startswith("0"):
            return None
        whole = whole.replace(other, "")
    if found and len(whole) > 1 and whole.startswith("0"):
        return None
    return Decimal(whole + (f".{rest}" if found else ""))


def same_sign(figures: list[ReadNumber]) -> tuple[Sign, ...]:
    """The signs with which every one of `figures` is a number: none, one, or both."""
    return tuple(sign for sign in SIGNS if all(each.read(sign) is not None for each in figures))
