"""Sheets as text: which encoding, which delimiter, and what stands in the cells."""

from __future__ import annotations

import csv
import io
from collections import Counter

from editorial.file_text.faults import Damaged, TooMuch

from .bounds import Room
from .grid import Draft, Grid, Mark
from .letters import FEWEST, familiarity

LARGEST = 8 * 1024 * 1024
DELIMITERS = ";,\t|"
_BOMS = (b"\xff\xfe", b"\xfe\xff")
# Of the beginning, enough to see which delimiter there is.
_SAMPLE_ROWS = 300


def grid_of_text(content: bytes) -> list[Grid]:
    """Return the one sheet of a delimited text. Raises TooMuch and Damaged."""
    if len(content) > LARGEST:
        raise TooMuch
    text = decoded(content)
    draft = Draft("")
    room = Room()
    try:
        for row, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
        ):
            for column, cell in enumerate(cells):
                room.put(draft, row, column, _value(cell))
    except csv.Error as error:
        raise Damaged from error
    return [draft.finished()]


def _value(cell: str) -> str | Mark:
    # A formula that was written out as such; "=" alone is none.
    return Mark("formula") if cell.startswith("=") and len(cell) > 1 else cell


def decoded(content: bytes) -> str:
    """The text in Unicode: by its mark, as UTF-8, as UTF-16 without a mark, or from an encoding of old."""
    if content.startswith(_BOMS):
        return _without_nul(content.decode("utf-16", "replace"))
    if encoding := _unmarked_utf16(content):
        return _without_nul(content.decode(encoding, "replace"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _from_old(content)
    return _without_nul(text)


def _unmarked_utf16(content: bytes) -> str:
    """Half of the bytes of Latin letters in UTF-16 are zero, always the same half."""
    sample = content[:2000]
    if len(sample) < 8:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    few = len(sample) // 8
    if odd > few and even < odd // 8:
        return "utf-16-le"
    return "utf-16-be" if even > few and odd < even // 8 else ""


def _from_old(content: bytes) -> str:
    """In Windows' code page with its combining accents; else byte by byte, for `letters.py`."""
    windows = content.decode("cp1258", "replace")
    return windows if familiarity(windows) >= FEWEST else content.decode("latin-1")


def _without_nul(text: str) -> str:
    return text.replace("\x00", "").replace("\ufeff", "")


def delimiter_of(text: str) -> str:
    """The sign that cuts the lines into the most cells, the same number in most of them."""
    first = text.lstrip()[:6].lower()
    if first.startswith("sep=") and len(first) > 4:
        return first[4] if first[4] in DELIMITERS else ";"
    return max(DELIMITERS, key=lambda sign: _evenness(text, sign))


def _evenness(text: str, sign: str) -> int:
    widths: Counter[int] = Counter()
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    try:
        for _, cells in zip(range(_SAMPLE_ROWS), reader, strict=False):
            widths[len(cells)] += 1
    except csv.Error:
        return -1
    return max(((width - 1) * count for width, count in widths.items()), default=0)
