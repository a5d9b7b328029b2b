"""A number as somebody types it into a search box or an address: "96/qd ubnd", "Quyết định 96/QĐ-UBND năm 2021"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from portals.text import nfc, without_marks

from .folding import plain_dashes
from .parsing import UnreadableNumber, read_number

# Letters that a number bears may be typed apart; no more words than this are tried.
MOST_WORDS = 4
LONGEST_ASKED = 200
# The serial, the year of a legal-normative number, and the letters that stand together.
_BEGINNING = re.compile(
    r"(?<![\w/.,-])(?P<serial>\d{1,6}[a-z]?)\s*"
    r"(?:[/-]\s*(?P<year>(?:19|20)\d\d)\s*[/-]\s*|[/-]\s*|\s)"
    r"(?P<letters>[a-z][\w&]*(?:\s*[-.]\s*[\w&]+)*)"
)
_WORD = re.compile(r"\s+(?P<word>[a-z][\w&]*(?:[-.][\w&]+)*)(?!\S)")
_DAY = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_IN_ADDRESS = re.compile(
    r"(?P<serial>\d{1,6}[a-z]?)(?:-(?P<year>(?:19|20)\d\d))?-(?P<letters>[a-z].*)"
)


@dataclass(frozen=True, slots=True)
class AskedNumber:
    """What was asked for: the keys it may mean, the likeliest first, and of when, where that was said."""

    keys: tuple[str, ...]
    year: int | None = None
    day: date | None = None


def number_asked(text: str) -> AskedNumber | None:
    """Return the number that stands in `text`, with the day or year beside it; None where there is none."""
    folded = without_marks(plain_dashes(nfc(text[:LONGEST_ASKED])))
    found = _BEGINNING.search(folded)
    if found is None:
        return None
    rest = folded[found.end("letters") :]
    day = _day_in(rest)
    years = _YEAR.search(rest)
    year = day.year if day else int(years[0]) if years else None
    keys = dict.fromkeys(_keys(found["serial"], found["year"], _letters(found["letters"], rest)))
    if year and not found["year"]:
        # "80/QĐ-UBND 2025" is how people say "80/2025/QĐ-UBND", too.
        more = _keys(found["serial"], str(year), _letters(found["letters"], rest))
        keys |= dict.fromkeys(more)
    return AskedNumber(tuple(keys), year, day) if keys else None


def number_in_address(text: str) -> AskedNumber | None:
    """Return the number that `number_for_address` wrote, whatever its letters' case and accents; else None."""
    folded = without_marks(plain_dashes(nfc(text[:LONGEST_ASKED])))
    found = _IN_ADDRESS.fullmatch(folded)
    if found is None:
        return None
    keys = tuple(_keys(found["serial"], found["year"], [found["letters"]]))
    return AskedNumber(keys) if keys else None


def number_for_address(key: str) -> str:
    """Return the part of an address for the key of a number: "96-qd-ubnd" for "96/qd-ubnd"."""
    return key.replace("/", "-")


def _letters(together: str, rest: str) -> Iterator[str]:
    """Yield the letters with as many of the words behind them as may belong to them, the longest first."""
    tried = [together]
    place = 0
    while len(tried) < MOST_WORDS and (found := _WORD.match(rest, place)):
        tried.append(f"{tried[-1]}-{found['word']}")
        place = found.end()
    yield from reversed(tried)


def _keys(serial: str, year: str | None, letters: Iterator[str] | list[str]) -> Iterator[str]:
    for one in letters:
        try:
            yield read_number("/".join(filter(None, (serial, year, one)))).key
        except UnreadableNumber:
            continue


def _day_in(text: str) -> date | None:
    found = _DAY.search(text)
    if found is None:
        return None
    day, month, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None
