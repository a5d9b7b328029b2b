"""XLSX and XLS, read by calamine. openpyxl is asked for one thing only: which empty cells are formulas."""

from __future__ import annotations

import warnings
import zipfile
from datetime import date, datetime, time, timedelta
from typing import IO, Any

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from editorial.file_text.faults import Damaged, Locked, TooMuch

from .bounds import MOST_ROWS, MOST_SHEETS, Room
from .grid import Draft, Grid, Mark, Raw

ERRORS = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!", "#####")
_LONGEST_SAMPLE = 64 * 1024 * 1024


def grids_in(file: IO[bytes], *, is_xlsx: bool) -> list[Grid]:
    """Return the sheets of a workbook. Raises Locked, TooMuch and Damaged."""
    room = Room()
    try:
        with CalamineWorkbook.from_filelike(file) as book:
            sheets = [each for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
            if len(sheets) > MOST_SHEETS:
                raise TooMuch
            drafts = [
                _draft(book, each.name, each.visible == SheetVisibleEnum.Visible, room)
                for each in sheets
            ]
    except PasswordError as error:
        raise Locked from error
    # As Rust says that it came upon what it never expected; it is no Exception.
    except BaseException as error:
        if (
            isinstance(error, CalamineError | ValueError | OSError)
            or type(error).__name__ == "PanicException"
        ):
            raise Damaged from error
        raise
    if is_xlsx and _has_formulas(file):
        _mark_formulas(file, {draft.name: draft for draft in drafts}, room)
    return [draft.finished() for draft in drafts]


def _draft(book: CalamineWorkbook, name: str, is_visible: bool, room: Room) -> Draft:
    sheet = book.get_sheet_by_name(name)
    draft = Draft(name, is_visible)
    if sheet.start is None:
        return draft
    for row, cells in enumerate(sheet.iter_rows()):
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
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return Mark("error", str(value))
    return value if isinstance(value, int | float | date) else str(value)


def _has_formulas(file: IO[bytes]) -> bool:
    file.seek(0)
    with zipfile.ZipFile(file) as archive:
        for part in archive.infolist():
            if (
                part.filename.startswith("xl/worksheets/")
                and b"<f" in archive.read(part)[:_LONGEST_SAMPLE]
            ):
                return True
    return False


def _mark_formulas(file: IO[bytes], drafts: dict[str, Draft], room: Room) -> None:
    from openpyxl import load_workbook

    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(file, read_only=True, data_only=False)
            for sheet in book.worksheets:
                if sheet.title in drafts:
                    _mark_in(sheet, drafts[sheet.title], room)
    # As openpyxl says it: by whatever it stumbles over first.
    except (
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        SyntaxError,
    ) as error:
        raise Damaged from error


def _mark_in(sheet: Any, draft: Draft, room: Room) -> None:
    # What the file says of its own extent may be wrong.
    sheet.reset_dimensions()
    for row, cells in enumerate(sheet.iter_rows(max_row=MOST_ROWS)):
        for cell in cells:
            if cell.data_type == "f" and (row, cell.column - 1) not in draft.cells:
                room.put(draft, cell.row - 1, cell.column - 1, Mark("formula"))
