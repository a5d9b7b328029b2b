"""ODS, whose cells repeat, span and are covered. calamine tells neither spans nor formulas without a value there."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from typing import IO
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

from editorial.file_text.faults import TooMuch

from .bounds import MOST_COLUMNS, MOST_ROWS, MOST_SHEETS, Room
from .grid import Draft, Grid, Mark, Raw

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_NUMBERS = ("float", "currency", "percentage")
# A cell's errors as LibreOffice writes them.
_ERRORS = ("#", "Err:")


def grids_of_opendocument(file: IO[bytes]) -> list[Grid]:
    """Return the sheets of an OpenDocument spreadsheet. Raises TooMuch, and what `files.DAMAGE` names."""
    reading = _Reading(Room())
    with zipfile.ZipFile(file) as archive, archive.open("content.xml") as part:
        for event, element in iterparse(part, events=("start", "end"), forbid_dtd=True):
            reading.take(event, element)
    return [draft.finished() for draft in reading.drafts]


@dataclass
class _Reading:
    """Where in the file we are. Rows are let go as they end."""

    room: Room
    drafts: list[Draft] = field(default_factory=list)
    hidden_styles: set[str] = field(default_factory=set)
    row: int = 0
    depth: int = 0

    def take(self, event: str, element: Element) -> None:
        if element.tag == f"{_TABLE}table":
            self._table(event, element)
        elif event == "end" and element.tag == f"{_STYLE}style":
            shown = element.find(f"{_STYLE}table-properties")
            if shown is not None and shown.get(f"{_TABLE}display") == "false":
                self.hidden_styles.add(element.get(f"{_STYLE}name", ""))
        elif event == "end" and element.tag == f"{_TABLE}table-row" and self.depth == 1:
            self._row(element)
            element.clear()

    def _table(self, event: str, element: Element) -> None:
        # A table within a cell is none of ours.
        self.depth += 1 if event == "start" else -1
        if event == "start" and self.depth == 1:
            if len(self.drafts) >= MOST_SHEETS:
                raise TooMuch
            is_visible = element.get(f"{_TABLE}style-name", "") not in self.hidden_styles
            self.drafts.append(Draft(element.get(f"{_TABLE}name", ""), is_visible))
            self.row = 0
        elif event == "end":
            element.clear()

    def _row(self, element: Element) -> None:
        cells = [cell for cell in element if cell.tag in _CELLS]
        found = list(_placed(cells))
        repeated = _count(element, "number-rows-repeated", MOST_ROWS)
        if found and self.row + repeated > MOST_ROWS:
            raise TooMuch
        for row in range(self.row, self.row + repeated) if found else ():
            for column, cell in found:
                self.room.put(self.drafts[-1], row, column, _value(cell))
                self._span(row, column, cell)
        self.row += repeated

    def _span(self, row: int, column: int, cell: Element) -> None:
        down = _count(cell, "number-rows-spanned", MOST_ROWS)
        right = _count(cell, "number-columns-spanned", MOST_COLUMNS)
        if (down, right) != (1, 1):
            self.room.merge(self.drafts[-1], (row, column, row + down - 1, column + right - 1))


def _placed(cells: list[Element]) -> list[tuple[int, Element]]:
    """The cells that hold something, with their columns."""
    found: list[tuple[int, Element]] = []
    column = 0
    for cell in cells:
        repeated = _count(cell, "number-columns-repeated", 1 << 20)
        if _value(cell) is not None or cell.get(f"{_TABLE}number-columns-spanned"):
            if column + repeated > MOST_COLUMNS:
                raise TooMuch
            found.extend((column + each, cell) for each in range(repeated))
        column += repeated
    return found


def _count(element: Element, name: str, most: int) -> int:
    return max(1, min(int(element.get(f"{_TABLE}{name}", "1")), most + 1))


def _value(cell: Element) -> Raw:
    kind = cell.get(f"{_OFFICE}value-type", "")
    if cell.tag == _CELLS[1]:
        return None
    if kind in _NUMBERS and (number := cell.get(f"{_OFFICE}value")):
        value = float(number)
        return value if isfinite(value) else Mark("error", number)
    if kind == "date" and (day := cell.get(f"{_OFFICE}date-value")):
        return date.fromisoformat(day[:10])
    text = "\n".join("".join(each.itertext()) for each in cell if each.tag == f"{_TEXT}p")
    if text.startswith(_ERRORS) and cell.get(f"{_TABLE}formula"):
        return Mark("error", text)
    if not text.strip():
        # A formula of which a program said what kind of value it has was computed, to nothing.
        return Mark("formula") if cell.get(f"{_TABLE}formula") and not kind else None
    return text
