"""Cells of a file as they were found, before anybody knows what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

from portals.text import nfc


@dataclass(frozen=True)
class Mark:
    """A cell without a value: a formula that nobody computed, or the error that a spreadsheet shows there."""

    kind: Literal["formula", "error"]
    text: str = ""


type Raw = str | int | float | date | Mark | None
# First row, first column, last row, last column; each counted from 0.
type Merge = tuple[int, int, int, int]


@dataclass(frozen=True)
class Grid:
    """One sheet of a file. `rows` may differ in length; texts are NFC and not empty; rows and columns count from 0."""

    name: str
    rows: tuple[tuple[Raw, ...], ...]
    merges: tuple[Merge, ...] = ()
    is_visible: bool = True

    @property
    def height(self) -> int:
        return len(self.rows)

    @cached_property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    def at(self, row: int, column: int) -> Raw:
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return None

    def text(self, row: int, column: int) -> str:
        """What stands there as words; whole numbers without decimals."""
        return as_text(self.at(row, column))

    @cached_property
    def spread(self) -> Mapping[tuple[int, int], tuple[int, int]]:
        """For each cell that a merged one covers, where its content stands."""
        found: dict[tuple[int, int], tuple[int, int]] = {}
        for top, left, bottom, right in self.merges:
            for row in range(top, min(bottom, self.height - 1) + 1):
                for column in range(left, min(right, self.width - 1) + 1):
                    found[row, column] = (top, left)
        return found


@dataclass
class Draft:
    """A grid while its file is read: cells by place, in any order."""

    name: str
    is_visible: bool = True
    cells: dict[tuple[int, int], Raw] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)

    def finished(self) -> Grid:
        height = max((row for row, _ in self.cells), default=-1) + 1
        rows: list[list[Raw]] = [[] for _ in range(height)]
        for (row, column), value in sorted(self.cells.items()):
            rows[row].extend([None] * (column - len(rows[row])))
            rows[row].append(value)
        return Grid(self.name, tuple(map(tuple, rows)), tuple(self.merges), self.is_visible)


def as_text(value: Raw) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return "" if value is None or isinstance(value, Mark) else str(value)


def cleaned(text: str) -> str | None:
    """Text as a grid keeps it; None where nothing is to be seen in it."""
    text = nfc(text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n"))
    return text if text.strip("\ufeff\u200b \t\n\xa0\u202f") else None


def cell_address(row: int, column: int) -> str:
    """The name of a cell as spreadsheets show it: "D12" for row 11 and column 3."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def to_plain(grids: Iterable[Grid]) -> list[dict[str, Any]]:
    """Grids as values that JSON holds."""
    return [
        {
            "name": grid.name,
            "rows": [[_plain(value) for value in row] for row in grid.rows],
            "merges": grid.merges,
            "is_visible": grid.is_visible,
        }
        for grid in grids
    ]


def from_plain(plain: list[dict[str, Any]]) -> list[Grid]:
    """The reverse of `to_plain`."""
    return [
        Grid(
            each["name"],
            tuple(tuple(_raw(value) for value in row) for row in each["rows"]),
            tuple((top, left, bottom, right) for top, left, bottom, right in each["merges"]),
            each["is_visible"],
        )
        for each in plain
    ]


def _plain(value: Raw) -> Any:
    if isinstance(value, Mark):
        return {"mark": value.kind, "text": value.text}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return value


def _raw(value: Any) -> Raw:
    if not isinstance(value, dict):
        return value
    if "date" in value:
        return date.fromisoformat(value["date"])
    return Mark(value["mark"], value["text"])
