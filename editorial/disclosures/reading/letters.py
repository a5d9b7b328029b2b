"""Letters of the time before Unicode, in which offices still type: told by the words that every sheet has."""

from __future__ import annotations

from dataclasses import replace

import viparse

from portals.text import nfc

from .grid import Grid, Raw

# What detection by the letters alone needs, a table of figures does not have: running text.
# None of them looks the same in letters of old.
_COMMON = (
    "năm",
    "đồng",
    "tổng",
    "nội dung",
    "số",
    "dự toán",
    "đất",
    "đơn vị",
    "thực hiện",
    "xã",
    "tỉnh",
    "vốn",
)
FEWEST = 4
_ENCODINGS = ("tcvn3", "vni", "viscii")
_SAMPLE = 20_000


def familiarity(text: str) -> int:
    """How many of the words are there that a sheet in Vietnamese has."""
    lower = nfc(text[:_SAMPLE]).lower()
    return sum(lower.count(word) for word in _COMMON)


def in_letters_of_now(grids: list[Grid]) -> list[Grid]:
    """Return the sheets in Unicode: as they are, or brought from the old encoding that makes words of them."""
    return [_in_unicode(grid) for grid in grids]


def _in_unicode(grid: Grid) -> Grid:
    text = "\n".join(cell for row in grid.rows for cell in row if isinstance(cell, str))[:_SAMPLE]
    if text.isascii() or familiarity(text) >= FEWEST:
        return grid
    best = max(_ENCODINGS, key=lambda encoding: familiarity(_fixed(text, encoding)))
    if familiarity(_fixed(text, best)) < FEWEST:
        return grid
    rows = tuple(tuple(_cell(cell, best) for cell in row) for row in grid.rows)
    return replace(grid, rows=rows, name=_fixed(grid.name, best))


def _fixed(text: str, encoding: str) -> str:
    return "\n".join(
        viparse.fix(line, encoding=encoding) if not line.isascii() else line
        for line in text.split("\n")
    )


def _cell(cell: Raw, encoding: str) -> Raw:
    return nfc(_fixed(cell, encoding)) if isinstance(cell, str) else cell
