"""A list of people as it is published: below each hamlet its people, and for each its totals."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from editorial.models.disclosure_sheet import (
    COUNTED,
    ColumnKind,
    SheetColumn,
    SheetRow,
    StoredCell,
    StoredSheet,
)
from portals.text import without_marks

HOUSEHOLD_COUNT = "so_ho"
# Groups are of one sheet: their codes say nothing in another.
GROUP = "N"


def grouped_by(sheet: StoredSheet, column: str) -> StoredSheet:
    """Return the sheet with its open rows below a row for each text of `column`, which itself is left out.

    What counts people or money is added up for each; a column says how many rows there are. Rows that the form names
    itself keep only the whole, the row without an ordinal.
    """
    place = sheet.place_of(column)
    if place is None:
        return sheet
    people: dict[str, list[SheetRow]] = {}
    for row in sheet.rows:
        if row.is_open:
            people.setdefault(str(row.cells[place] or ""), []).append(row)
    columns = [one for one in sheet.columns if one.code != column]
    count = SheetColumn(HOUSEHOLD_COUNT, _("Number of households"), ColumnKind.NUMBER)
    whole = [row for row in sheet.rows if not row.is_open and not row.ordinal]
    rows = [_whole(row, place, sum(map(len, people.values()))) for row in whole]
    named = sorted(people.items(), key=lambda one: (without_marks(one[0]), one[0]))
    for number, (name, some) in enumerate(named, 1):
        rows += _group(number, name, some, sheet, place)
    return replace(sheet, columns=(*columns, count), rows=tuple(rows))


def _whole(row: SheetRow, place: int, households: int) -> SheetRow:
    return replace(row, cells=(*_without(row.cells, place), households))


def _group(
    number: int, name: str, people: list[SheetRow], sheet: StoredSheet, place: int
) -> list[SheetRow]:
    code = f"{GROUP}.{number}"
    totals = [
        _total([row.cells[at] for row in people]) if one.kind in COUNTED else None
        for at, one in enumerate(sheet.columns)
    ]
    head = SheetRow(
        code=code,
        ordinal=str(number),
        label=name,
        level=0,
        cells=(*_without(tuple(totals), place), len(people)),
        is_open=True,
    )
    return [
        head,
        *(
            replace(
                row,
                code=f"{code}.{at}",
                ordinal=f"{number}.{at}",
                level=1,
                cells=(*_without(row.cells, place), None),
            )
            for at, row in enumerate(people, 1)
        ),
    ]


def _total(cells: list[StoredCell]) -> StoredCell:
    numbers = [cell for cell in cells if isinstance(cell, int | Decimal)]
    return sum(numbers) if numbers else None


def _without(cells: tuple[StoredCell, ...], place: int) -> tuple[StoredCell, ...]:
    return cells[:place] + cells[place + 1 :]
