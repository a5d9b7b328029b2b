"""Sheets made of the forms' own examples, plain; each test distorts one thing."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook

from editorial.disclosures.forms.form import MONEY, SheetTemplate
from editorial.disclosures.forms.loading import shipped_forms
from editorial.disclosures.reading.grid import Grid
from editorial.disclosures.reading.parsing import parsed
from editorial.disclosures.reading.sheet import CellFault, ReadSheet, SheetFaults

FORMS = {form.code: form for form in shipped_forms()}
FACTORS = {"đồng": 1, "nghìn đồng": 1_000, "triệu đồng": 1_000_000}
# Where the table of a made sheet begins: agency, title and unit stand above, headings take so many rows.
TOP = 4

type Rows = list[list[Any]]


def rows_of(code: str, *, unit: str = "đồng") -> Rows:
    """The example of a form as rows: agency, title, unit, a blank one, headings, lines."""
    form = FORMS[code]
    assert form.example
    by_area = "/m2" if form.units[0].endswith("/m2") else ""
    rows: Rows = [["ỦY BAN NHÂN DÂN XÃ AN BÌNH"], [in_period(form, form.title)]]
    rows += [
        [] if form.says_units_by_row else [f"Đơn vị tính: {unit}{by_area}"],
        [],
        *headings(form),
    ]
    for line, cells in form.example.rows.items():
        row = form.row_of.get(line) or form.row_of[f"{line.rpartition('.')[0]}.#"]
        rows.append([])
        for column in form.columns:
            value: Any = cells.get(column.code)
            is_money = column.money or (column.by_row_unit and row.unit == MONEY)
            if value is not None and is_money:
                value = in_unit(value, unit)
            if column.role == "stt":
                value = row.ordinal or (line.rpartition(".")[2] if row.open else "")
            elif column.role == "label":
                value = row.label or cells[column.code]
            elif column.role == "row_unit":
                value = unit if row.unit == MONEY else row.unit
            rows[-1].append(float(value) if isinstance(value, Decimal) else value)
    return rows


def in_unit(value: Any, unit: str) -> int | float:
    exact = Decimal(value) / FACTORS[unit]
    return int(exact) if exact == int(exact) else float(exact)


def in_period(form: SheetTemplate, text: str) -> str:
    assert form.example
    period = form.example.period
    year = int(period["year"])
    quarter = ("", "I", "II", "III", "IV")[int(period.get("quarter", 0))]
    for name, value in (
        ("{Y}", year),
        ("{Y-1}", year - 1),
        ("{Q}", quarter),
        ("{M}", period.get("month")),
    ):
        text = text.replace(name, str(value))
    return text


def headings(form: SheetTemplate) -> Rows:
    """One line, or two where a column has two; the upper one stands over each of its columns."""
    tall = max(len(column.heading) for column in form.columns)
    lines: Rows = [[] for _ in range(tall)]
    for column in form.columns:
        words = [in_period(form, each) for each in column.heading]
        for line, text in zip(lines, words + [""] * (tall - len(words)), strict=True):
            line.append(text)
    return lines


def grid(rows: Iterable[Sequence[Any]], name: str = "Sheet1", **more: Any) -> Grid:
    return Grid(
        name, tuple(tuple(None if cell == "" else cell for cell in row) for row in rows), **more
    )


def read(
    rows: Rows | Sequence[Grid], forms: Sequence[SheetTemplate] = shipped_forms()
) -> ReadSheet:
    grids = [grid(rows)] if not isinstance(rows[0], Grid) else rows
    return parsed(grids, forms)


def faults(
    rows: Rows | Sequence[Grid], forms: Sequence[SheetTemplate] = shipped_forms()
) -> list[CellFault]:
    with pytest.raises(SheetFaults) as told:
        read(rows, forms)
    assert all(fault.words for fault in told.value.faults)
    return list(told.value.faults)


def told(
    rows: Rows | Sequence[Grid], forms: Sequence[SheetTemplate] = shipped_forms()
) -> list[tuple[str, str]]:
    """The codes of the faults and their cells."""
    return [(fault.code, fault.cell) for fault in faults(rows, forms)]


def values(sheet: ReadSheet) -> dict[str, dict[str, Any]]:
    """The values of each line that are there, by the codes."""
    return {
        row.code: {key: value for key, value in row.values.items() if value is not None}
        for row in sheet.rows
    }


def wanted(code: str) -> dict[str, dict[str, Any]]:
    """The same of a form's example."""
    form = FORMS[code]
    assert form.example
    roles = {column.code for column in form.columns if column.role}
    return {
        line: {key: value for key, value in cells.items() if key not in roles}
        for line, cells in form.example.rows.items()
    }


def line_at(rows: Rows, label: str) -> int:
    """The place of the first row in which `label` stands."""
    return next(at for at, row in enumerate(rows) if label in row)


def workbook(rows: Rows, change: Callable[[Any], None] = lambda _sheet: None) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append([None if cell == "" else cell for cell in row])
    change(sheet)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
