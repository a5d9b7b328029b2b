"""Where a text names documents by their numbers. A pattern finds what may be one; known letters decide.

Nothing is taken for a number whose letters are not those of a known kind and of known bodies: so dates, fractions,
roads, standards, the Party's documents and addresses of the web are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from portals.text import nfc

from .catalogue import Issuer, issuers, kinds
from .folding import folded_symbol
from .parsing import DocumentNumber, UnreadableNumber, read_number

# Letters, and the accents of a decomposed text behind them.
_LETTERS = r"(?:[^\W\d_][\u0300-\u036f]*)+"
_DASH = r"[-‐‑‒–—―−﹣－]"
_BEGINNING = re.compile(
    r"(?<![\w/\\])(?P<serial>[0-9]{1,4})(?P<suffix>[^\W\d_]?)\s*/\s*(?:(?P<year>[0-9]{4})\s*/\s*)?"
)
_FIRST = re.compile(rf"{_LETTERS}[0-9]{{0,3}}")
_NEXT = re.compile(rf"(?P<before>\s*){_DASH}(?P<after>\s*)(?P<letters>{_LETTERS}[0-9]{{0,3}})")
_TERM = re.compile(r"[0-9]+$")
# Of a web address, an e-mail address or a path, what was written before and what behind.
_ADDRESS_BEFORE = re.compile(r"(?:://|www\.|@|/[\w.-]*[-.])\S*$")
_GOES_ON = re.compile(r"[\w\u0300-\u036f]|\.(?:pdf|docx?|xlsx?|odt|html?|zip)\b|@")
_LONGEST_ADDRESS = 300
_DAY = re.compile(
    r"""^[^.;()\d]{0,90}?\bngày\s(?:
        (?P<d>\d{1,2})\s?[/.-]\s?(?P<m>\d{1,2})\s?[/.-]\s?(?P<y>(?:19|20)\d\d)
        |(?P<d2>\d{1,2})\stháng\s(?P<m2>\d{1,2})\snăm\s(?P<y2>(?:19|20)\d\d)
    )(?!\d)""",
    re.VERBOSE | re.IGNORECASE,
)
# A day further behind is that of something else.
_DAY_WITHIN = 130
# Contracts, letters of introduction and the like bear numbers too, but nobody reads them here; committees (BCH) and
# steering committees (BCĐ) are more often of unions and of the Party.
_KINDS_NOT_CITED = {
    *("hop-dong", "ban-ghi-nho", "ban-thoa-thuan", "giay-uy-quyen", "giay-gioi-thieu"),
    *("giay-nghi-phep", "phieu-gui", "phieu-chuyen", "phieu-bao", "thu-cong", "du-an", "thong-cao"),
}
_BODIES_NOT_CITED = {"bch", "bcd"}


@dataclass(frozen=True, slots=True)
class MentionInText:
    """A number named at `text[start:end]`, and the day of issue that stands behind it; None where none does."""

    start: int
    end: int
    spelt: str
    number: DocumentNumber
    day: date | None

    @property
    def is_central(self) -> bool:
        issuer = self.number.issuer
        return issuer is not None and issuer.is_central


def find(text: str) -> list[tuple[int, int, str]]:
    """Return start, end and the number in its one spelling ("5/NQ-HĐND") of each mention, in order. Pure."""
    return [(one.start, one.end, one.spelt) for one in mentions_in(text)]


def mentions_in(text: str) -> Iterator[MentionInText]:
    """Find the mentions in `text`, in order. No query."""
    for found in _BEGINNING.finditer(text):
        symbol = _symbol_at(text, found.end(), has_year=found["year"] is not None)
        if symbol is None:
            continue
        spelt_symbol, end = symbol
        if _GOES_ON.match(text, end) or _is_in_address(text, found.start()):
            continue
        year = f"{found['year']}/" if found["year"] else ""
        spelt = f"{int(found['serial'])}{found['suffix'].lower()}/{year}{spelt_symbol}"
        try:
            number = read_number(spelt)
        except UnreadableNumber:
            continue
        yield MentionInText(found.start(), end, spelt, number, _day_behind(text, end))


def _is_in_address(text: str, start: int) -> bool:
    return _ADDRESS_BEFORE.search(text, max(0, start - _LONGEST_ADDRESS), start) is not None


def _symbol_at(text: str, start: int, *, has_year: bool) -> tuple[str, int] | None:
    """Return the letters of a number as they are spelt, and where they end; None where they are not those of one."""
    first = _FIRST.match(text, start)
    if first is None:
        return None
    if kind := _cited_kinds().get(folded_symbol(first[0])):
        return _bodies_behind(text, kind, first.end())
    body = _body(first[0])
    if body is None:
        return None
    if _TERM.search(first[0]):
        # A law: "59/2020/QH14".
        return (body, first.end()) if has_year else None
    return None if has_year else _unit_behind(text, body, first.end())


def _bodies_behind(text: str, kind: str, end: int) -> tuple[str, int] | None:
    """Read "-UBND" or "-BTC-BNV". A part that is nobody's makes it another's number, unless it is a word of its own."""
    parts = [kind]
    while found := _NEXT.match(text, end):
        body = _body(found["letters"])
        if body is None:
            if len(parts) == 1 or not (found["before"] or found["after"]):
                return None
            break
        parts.append(body)
        end = found.end()
    return ("-".join(parts), end) if len(parts) > 1 else None


def _unit_behind(text: str, body: str, end: int) -> tuple[str, int] | None:
    """Read the department of an official letter, in "145/UBND-NC"."""
    found = _NEXT.match(text, end)
    if found is None or _TERM.search(found["letters"]):
        return None
    unit = nfc(found["letters"])
    is_spaced = bool(found["before"] or found["after"])
    capitals = sum(one.isupper() for one in unit)
    if is_spaced and capitals < len(unit):
        return None
    # "UBND-KTTh", and all in small letters where the whole number is.
    if capitals * 2 < len(unit) and not nfc(text[found.start() - 2 : found.end()]).islower():
        return None
    return f"{body}-{unit.upper()}", found.end()


@cache
def _cited_kinds() -> dict[str, str]:
    """The spelling of each kind by its folded letters."""
    cited = [kind for kind in kinds().values() if kind.symbol and kind.code not in _KINDS_NOT_CITED]
    return {folded_symbol(kind.symbol): kind.symbol for kind in cited}


def _body(letters: str) -> str | None:
    """Return the spelling of a body's letters, a term behind them; None where they are nobody's."""
    folded = folded_symbol(letters)
    term = _TERM.search(folded)
    issuer: Issuer | None = issuers().get(folded[: term.start()] if term else folded)
    if issuer is None or folded in _BODIES_NOT_CITED or issuer.is_numbered is (term is None):
        return None
    return issuer.symbol + (term[0] if term else "")


def _day_behind(text: str, end: int) -> date | None:
    behind = nfc(text[end : end + _DAY_WITHIN])
    found = _DAY.search(" ".join(behind.split()))
    if found is None:
        return None
    day, month, year = (found[name] or found[f"{name}2"] for name in "dmy")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
