"""Tables: the first row names the columns; what spans several cells stands in the first of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bs4 import Tag

Rows = list[list[str]]
# A hostile span would write a table of millions of cells.
WIDEST = 60


def words_of_cells(table: Tag, words_of: Callable[[Tag], str]) -> Rows:
    """Return the words of every cell, each row equally long. A table in a cell is words of that cell."""
    own = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    rows: Rows = []
    below: dict[int, int] = {}
    for row in own:
        cells: list[str] = []
        for cell in row.find_all(("td", "th")):
            if cell.find_parent("tr") is row:
                _pass_spans(cells, below)
                across, down = _span(cell, "colspan"), _span(cell, "rowspan")
                for place in range(len(cells), min(len(cells) + across, WIDEST)):
                    if down > 1:
                        below[place] = down - 1
                cells += [words_of(cell), *[""] * (across - 1)]
        _pass_spans(cells, below)
        rows.append(cells[:WIDEST])
    rows = [row for row in rows if any(row)]
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _pass_spans(cells: list[str], below: dict[int, int]) -> None:
    """Leave the places empty into which a cell of a row above reaches."""
    while below.get(len(cells), 0) > 0:
        below[len(cells)] -= 1
        cells.append("")


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name) or "1")
    return min(max(int(value), 1), WIDEST) if value.isdecimal() else 1


def is_layout(rows: Rows) -> bool:
    """Whether the table only puts words side by side: the head of an official letter, one column, one row."""
    return len(rows) < 2 or len(rows[0]) < 2


def table_block(rows: Rows) -> dict[str, Any]:
    """Return the raw value of a table block; its title is for the board to give."""
    head, *body = rows
    return {
        "caption": "",
        "table": {
            "caption": "",
            "columns": [{"type": "text", "heading": heading} for heading in head],
            "rows": [{"values": row} for row in body],
        },
    }
