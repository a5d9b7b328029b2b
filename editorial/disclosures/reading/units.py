"""Units of money as sheets say them: "đồng", "1.000đ", "Đvt: trđ", "triệu đồng/m²"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portals.text import without_marks

_MULTIPLES = (
    (re.compile(r"nghin|ngan|1[.,]?000|103"), 1_000),
    (re.compile(r"trieu|tr\.?|1[.,]?000[.,]?000|106"), 1_000_000),
    (re.compile(r"ty|ti"), 1_000_000_000),
)
_UNIT = re.compile(
    r"(?P<multiple>nghin|ngan|1[.,]?000[.,]?000|1[.,]?000|trieu|tr\.?|ty|ti)?\s*"
    r"(?P<base>dong|vnd|d|₫)?(?P<area>\s*/\s*m\s?[2²])?"
)
_SAID = re.compile(
    r"(?:\bd(?:on)?\s*vi(?:\s*tinh)?|\bd\.?\s*v\.?\s*t\b\.?)\s*[:.\-]?\s*(?P<unit>[^;()\n]+)"
)
_BRACKETS = re.compile(r"\((?P<inside>[^()]*)\)")


@dataclass(frozen=True)
class MoneyUnit:
    """So many đồng; `is_by_area` for a price of a square metre."""

    factor: int
    is_by_area: bool = False


def unit_of(text: str) -> MoneyUnit | None:
    """Return the unit of money that `text` is, and is no more than; else None."""
    plain = " ".join(without_marks(text).split()).strip(" .:,")
    found = _UNIT.fullmatch(plain)
    if found is None or not (found["multiple"] or found["base"]):
        return None
    # "tr" and "ty" alone are not said of money, "triệu" and "nghìn" are.
    if not found["base"] and found["multiple"] not in ("trieu", "nghin", "ngan"):
        return None
    factor = next(
        (by for way, by in reversed(_MULTIPLES) if way.fullmatch(found["multiple"] or "")), 1
    )
    return MoneyUnit(factor, bool(found["area"]))


def unit_said(text: str) -> tuple[str, MoneyUnit | None] | None:
    """Return the words and the unit where a line above the table speaks of one; None where it does not.

    "Đơn vị: UBND xã Minh Họa" names a body and no unit.
    """
    for found in _BRACKETS.finditer(text):
        if unit := unit_of(found["inside"]):
            return found["inside"].strip(), unit
    if whole := unit_of(text):
        return text.strip(), whole
    plain = without_marks(text)
    said = _SAID.search(plain)
    if said is None:
        return None
    if unit := unit_of(said["unit"]):
        return text[said.start("unit") : said.end("unit")].strip() if len(text) == len(
            plain
        ) else said["unit"], unit
    return (
        (said["unit"], None)
        if re.search(r"tinh|t\b", said[0][: said.start("unit") - said.start()])
        else None
    )


def without_unit(text: str) -> tuple[str, MoneyUnit | None]:
    """Part a heading from the unit in its brackets."""
    for found in _BRACKETS.finditer(text):
        if unit := unit_of(found["inside"]):
            return text[: found.start()] + " " + text[found.end() :], unit
    return text, None
