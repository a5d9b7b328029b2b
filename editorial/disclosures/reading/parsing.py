"""Grids become a read sheet: recognised, its figures in đồng and re-added, or its faults by cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from editorial.disclosures.forms.form import FormColumn, SheetTemplate

from .above import agency_above, unit_above
from .balances import CheckedSheet
from .deciding import decided
from .grid import Grid, cell_address
from .headings import heading_text
from .line_units import factors_of, said_by
from .numbers import is_nothing
from .patience import Patience
from .periods import period_of
from .personal import personal_cells
from .recognising import Attempt, recognised
from .sheet import CellFault, Note, ReadRow, ReadSheet, SheetValue
from .table import Place, Table, table_of
from .telling import all_of
from .texts import text_in


def parsed(grids: Iterable[Grid], forms: Sequence[SheetTemplate]) -> ReadSheet:
    """Return the sheet. Raises SheetFaults."""
    grids = tuple(grids)
    attempt = recognised(grids, forms, Patience())
    grid, form, head = attempt.grid, attempt.form, attempt.head
    if personal := list(personal_cells(grids, attempt)):
        # Told alone: nothing else of such a file is to be kept.
        raise all_of(personal, grid)
    if structural := list(_structural(attempt)):
        raise all_of(structural, grid)
    period, of_period = period_of(grid, form, head)
    unit, of_unit = unit_above(grid, form, head)
    table = table_of(grid, form, head, attempt.lines.found)
    texts = _texts(table)
    factors = factors_of(table, unit.factors)
    # Without a unit no amount is known.
    result = CheckedSheet({}) if of_unit else decided(table, factors)
    faults = [*of_period, *of_unit, *table.faults, *result.faults]
    if faults or period is None:
        raise all_of(faults, grid)
    columns = [column for column in form.columns if not column.role and column.code in head.columns]
    return ReadSheet(
        form=form.code,
        period=period,
        unit=unit.name,
        agency=agency_above(grid, form, head),
        columns=tuple(column.code for column in columns),
        rows=tuple(_rows(table, columns, result, texts)),
        notes=(*_computed(result), *result.notes),
    )


def _structural(attempt: Attempt) -> Iterator[CellFault]:
    """What is missing, or there twice. Nothing more is told then: it would only follow from this."""
    head, form = attempt.head, attempt.form
    corner = cell_address(head.first, min(head.columns.values()))
    for column in head.missing(form):
        params = {"heading": heading_text(column)}
        yield CellFault("column_missing", cell=corner, column=column.code, params=params)
    for code, place in head.twice:
        params = {"heading": heading_text(form.column_of[code])}
        yield CellFault(
            "column_twice", cell=cell_address(head.last, place), column=code, params=params
        )
    for place in _unclear(attempt):
        yield CellFault("column_unclear", cell=cell_address(head.last, place))
    line_of = {line.code: line.at for line in attempt.lines.found}
    for row in attempt.lines.missing(form):
        before = reversed(form.rows[: form.rows.index(row)])
        after = next((line_of[each.code] for each in before if each.code in line_of), head.last)
        cell = cell_address(after, head.columns[form.label.code])
        yield CellFault("row_missing", cell=cell, row=row.code, params={"label": row.label})
    yield from attempt.lines.faults


def _unclear(attempt: Attempt) -> Iterator[int]:
    """Columns that may be one of the form's that was not found. Nobody is to miss a column that the sheet has."""
    if len(attempt.head.columns) == len(attempt.form.columns):
        return
    for place in attempt.head.unclear:
        if any(attempt.grid.at(line.at, place) is not None for line in attempt.lines.found):
            yield place


def _texts(table: Table) -> dict[Place, SheetValue]:
    """The cells of words and days. What is amiss with them becomes faults of `table`."""
    found: dict[Place, SheetValue] = {}
    for column in table.form.columns:
        if column.role or column.has_figures or column.code not in table.head.columns:
            continue
        for at, line in enumerate(table.lines):
            value = table.raw(at, column.code)
            found[at, column.code], fault = text_in(value, column, line)
            if fault:
                table.faults.append(
                    table.fault(fault, (at, column.code), {"text": table.text(at, column.code)})
                )
    return found


def _rows(
    table: Table,
    columns: Sequence[FormColumn],
    result: CheckedSheet,
    texts: dict[Place, SheetValue],
) -> Iterator[ReadRow]:
    for at, line in enumerate(table.lines):
        code = result.codes.get(at, line.code)
        unit = said_by(table, line)
        yield ReadRow(
            code=code,
            ordinal=line.ordinal,
            label=line.label,
            level=code.count("."),
            values={
                column.code: _value(column, result.values.get((at, column.code)))
                if column.has_figures
                else texts.get((at, column.code))
                for column in columns
            },
            unit="" if is_nothing(unit) else unit,
        )


def _value(column: FormColumn, value: Decimal | None) -> SheetValue:
    return int(value) if value is not None and column.type == "integer" else value


def _computed(result: CheckedSheet) -> Iterator[Note]:
    if result.computed:
        yield Note("", "computed", {"count": len(result.computed)})
