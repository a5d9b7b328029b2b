"""XLSX and XLS, read by calamine, which does not tell an empty cell from a formula that nobody computed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import IO, Any

from python_calamine import (
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from editorial.file_text.faults import Damaged, Locked, TooMuch

from . import old_valueless, valueless
from .bounds import MOST_ROWS, MOST_SHEETS, Room
from .grid import Draft, Grid, Mark, Raw

ERRORS = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!", "#####")


def grids_of_workbook(file: IO[bytes], *, is_xlsx: bool) -> list[Grid]:
    """Return the sheets of a workbook. Raises Locked, TooMuch and Damaged, and what `files.DAMAGE` names."""
    room = Room()
    try:
        drafts = _drafts(file, room)
    except PasswordError as error:
        raise Locked from error
    # Rust came upon what it never expected, which is no Exception to Python.
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise Damaged from error
        raise
    marks = valueless.marks_in(file) if is_xlsx else old_valueless.marks_in(file)
    for draft in drafts:
        for place, mark in marks.get(draft.name, ()):
            if place not in draft.cells:
                room.put(draft, *place, mark)
    return [draft.finished() for draft in drafts]


def _drafts(file: IO[bytes], room: Room) -> list[Draft]:
    with CalamineWorkbook.from_filelike(file) as book:
        sheets = [each for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
        if len(sheets) > MOST_SHEETS:
            raise TooMuch
        return [
            _draft(book, each.name, each.visible == SheetVisibleEnum.Visible, room)
            for each in sheets
        ]


def _draft(book: CalamineWorkbook, name: str, is_visible: bool, room: Room) -> Draft:
    sheet = book.get_sheet_by_name(name)
    draft = Draft(name, is_visible)
    if sheet.start is None:
        return draft
    # One row more than there may be, so that too many are told.
    for row, cells in enumerate(sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS + 1)):
        for column, value in enumerate(cells):
            if value != "":
                room.put(draft, row, column, _raw(value))
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        room.merge(draft, (top, left, bottom, right))
    return draft


def _raw(value: Any) -> Raw:
    if isinstance(value, str):
        return Mark("error", value) if value.strip() in ERRORS else value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, time | timedelta):
        return str(value)
    if isinstance(value, float) and not isfinite(value):
        return Mark("error", str(value))
    return value if isinstance(value, int | float | date) else str(value)
