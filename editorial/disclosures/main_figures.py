"""Which figures of a sheet are for a picture and for a comparison: few rows, and the columns that say the whole."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from editorial.models.disclosure_sheet import (
    COUNTED,
    ColumnKind,
    SheetColumn,
    SheetRow,
    StoredSheet,
)

# More would be no picture any more.
MOST_ROWS = 12
LEAST_ROWS = 2


@dataclass(frozen=True, slots=True)
class MainFigure:
    row: SheetRow
    column: SheetColumn
    value: int | Decimal


def main_columns(sheet: StoredSheet) -> list[SheetColumn]:
    """Return the first column of the first and of the last group of counted columns: such as planned and carried out.

    A form writes first what was planned and then what was done, and of each first the whole.
    """
    counted = [column for column in sheet.columns if column.kind == ColumnKind.MONEY]
    # Numbers of households are not drawn beside amounts of money.
    counted = counted or [column for column in sheet.columns if column.kind in COUNTED]
    firsts = list({column.group or column.code: column for column in reversed(counted)}.values())
    firsts.sort(key=counted.index)
    return firsts if len(firsts) < 2 else [firsts[0], firsts[-1]]


def main_rows(sheet: StoredSheet) -> list[SheetRow]:
    """Return the rows that are compared: of the outermost level that has several with figures, without the whole.

    Nothing where a sheet is a list, or its rows are in different units.
    """
    columns = main_columns(sheet)
    if not columns or sheet.has_units:
        return []
    place = sheet.columns.index(columns[-1])
    named = [row for row in sheet.rows if not row.is_open]
    for level in sorted({row.level for row in named}):
        found = [
            row
            for row in named
            if row.level == level and row.ordinal and _is_counted(row.cells[place])
        ]
        if len(found) >= LEAST_ROWS:
            return found if len(found) <= MOST_ROWS else []
    return []


def main_figures(sheet: StoredSheet) -> list[list[MainFigure | None]]:
    """Return for each of the main rows what stands in each of the main columns."""
    columns = main_columns(sheet)
    return [[_figure(sheet, row, column) for column in columns] for row in main_rows(sheet)]


def whole_of(sheet: StoredSheet) -> tuple[SheetRow, list[MainFigure | None]] | None:
    """Return the row that is the whole, with its main figures; None where the sheet has none."""
    row = next((row for row in sheet.rows if not row.ordinal and not row.is_open), None)
    if row is None:
        return None
    return row, [_figure(sheet, row, column) for column in main_columns(sheet)]


def _figure(sheet: StoredSheet, row: SheetRow, column: SheetColumn) -> MainFigure | None:
    value = row.cells[sheet.columns.index(column)]
    return MainFigure(row, column, value) if isinstance(value, int | Decimal) else None


def _is_counted(value: object) -> bool:
    return isinstance(value, int | Decimal) and value != 0
