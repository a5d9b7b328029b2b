"""Official sheets as accountants write them: a workbook with the heading of the form, and figures in its unit."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from editorial.disclosures.forms.form import OPEN_END, FormColumn, Row, SheetTemplate
from editorial.disclosures.reading.sheet import SheetPeriod
from editorial.models.disclosure_sheet import ROMAN

THOUSANDS = {"đồng": 1, "nghìn đồng": 1_000, "triệu đồng": 1_000_000}
# Figures of a line by the codes of columns: money in đồng; the words of a line of a list under its label's code.
type Figures = Mapping[str, Mapping[str, Any]]


def sheet_file_of(
    form: SheetTemplate, period: SheetPeriod, figures: Figures, *, agency: str, unit: str = "đồng"
) -> bytes:
    """Return the sheet as XLSX: agency, title, unit, two lines of headings, and a line for each row of the form."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Bieu"
    columns = _columns(form, figures)
    last = get_column_letter(len(columns))
    sheet["A1"], sheet[f"{last}1"] = agency.upper(), form.form_no
    sheet["A3"] = in_period(form.title, period)
    sheet["A3"].font = Font(bold=True)
    if not form.says_units_by_row:
        sheet[f"{last}5"] = f"Đơn vị tính: {_of_unit(form, unit)}"
    first = _write_headings(sheet, columns, period)
    for number, (row, code, ordinal, label) in enumerate(_lines(form, figures), first):
        cells = figures.get(code, {})
        for place, column in enumerate(columns, 1):
            value = _cell(column, row, ordinal, label, cells, unit)
            if value is not None:
                sheet.cell(number, place, value)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _columns(form: SheetTemplate, figures: Figures) -> list[FormColumn]:
    """Return the columns of the sheet: all of the form, but amounts that may be missing and are in no line."""
    told = {code for cells in figures.values() for code in cells}
    return [
        column
        for column in form.columns
        if column.required or not column.money or column.code in told
    ]


def in_period(words: str, period: SheetPeriod) -> str:
    told = {
        "{Y-1}": str(period.year - 1),
        "{Y}": str(period.year),
        "{Q}": ROMAN[period.quarter or 0],
        "{M}": str(period.month or ""),
    }
    for name, value in told.items():
        words = words.replace(name, value)
    return words


def _of_unit(form: SheetTemplate, unit: str) -> str:
    _money, slash, per = form.units[0].partition("/")
    return f"{unit}{slash}{per}"


def _write_headings(sheet: Any, columns: Sequence[FormColumn], period: SheetPeriod) -> int:
    """Write the headings from line 7 on, merged as forms are; return the first line below."""
    deep = max(len(column.heading) for column in columns)
    for place, column in enumerate(columns, 1):
        for depth, words in enumerate(column.heading):
            sheet.cell(7 + depth, place, in_period(words, period)).font = Font(bold=True)
        if len(column.heading) < deep:
            sheet.merge_cells(
                start_row=6 + len(column.heading),
                end_row=6 + deep,
                start_column=place,
                end_column=place,
            )
    _merge_groups(sheet, columns)
    return 7 + deep


def _merge_groups(sheet: Any, columns: Sequence[FormColumn]) -> None:
    begun = 1
    tops = [column.heading[0] if len(column.heading) > 1 else None for column in columns]
    for place, top in enumerate([*tops[1:], None], 2):
        if top is None or top != tops[begun - 1]:
            if place - begun > 1:
                sheet.merge_cells(start_row=7, end_row=7, start_column=begun, end_column=place - 1)
            begun = place


def _lines(form: SheetTemplate, figures: Figures) -> Iterator[tuple[Row, str, str, str]]:
    """Yield each line with its row of the form, its code, ordinal and words; optional rows only with figures."""
    for row in form.rows:
        if row.open:
            parent = row.code.removesuffix(OPEN_END)
            number = 1
            while (code := f"{parent}.{number}") in figures:
                yield row, code, str(number), ""
                number += 1
        elif not row.optional or row.code in figures:
            yield row, row.code, row.ordinal, row.label


def _cell(
    column: FormColumn, row: Row, ordinal: str, label: str, cells: Mapping[str, Any], unit: str
) -> Any:
    match column.role:
        case "stt":
            return ordinal
        case "label":
            return label or cells.get(column.code)
        case "row_unit":
            return unit if row.unit == "money" else row.unit or None
    value = cells.get(column.code)
    is_money = column.money or (column.by_row_unit and row.unit == "money")
    if isinstance(value, int) and is_money:
        multiple = THOUSANDS[unit]
        return value // multiple if value % multiple == 0 else value / multiple
    if value is not None and column.has_figures:
        return float(value) if not isinstance(value, int) else value
    return value
