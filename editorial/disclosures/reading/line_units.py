"""Units that lines say of themselves: "triệu đồng" in one, "ha" in the next."""

from __future__ import annotations

from collections.abc import Mapping

from editorial.disclosures.forms.form import MONEY

from .folding import folded_label
from .lines import SheetLine
from .table import Place, Table
from .units import unit_of

# What a line of money may say.
OF_MONEY = "đồng, nghìn đồng, triệu đồng"


def said_by(table: Table, line: SheetLine) -> str:
    """The words of a line in the form's column of units; "" where the form has none."""
    column = table.form.row_unit
    if column is None:
        return ""
    return " ".join(table.grid.text(line.at, table.head.columns[column.code]).split())


def factors_of(table: Table, of_columns: Mapping[str, int]) -> dict[Place, int]:
    """Return how many đồng one is, for each place of money; units that a line cannot have become faults of `table`.

    `of_columns` gives it for the columns whose unit stands above the table.
    """
    lines = range(len(table.lines))
    factors = {
        (at, code): factor
        for code, factor in of_columns.items()
        if code in table.head.columns
        for at in lines
    }
    for at in lines if table.form.row_unit else ():
        factor = _factor(table, at)
        factors |= {(at, column.code): factor for column in table.columns if column.by_row_unit}
    return factors


def _factor(table: Table, at: int) -> int:
    line, column = table.lines[at], table.form.row_unit
    text = said_by(table, line)
    wanted = line.row.unit if line.row else ""
    money = unit_of(text)
    if money and not money.is_by_area and wanted in (MONEY, ""):
        return money.factor
    if column and wanted and (wanted == MONEY or folded_label(text) != folded_label(wanted)):
        units = OF_MONEY if wanted == MONEY else wanted
        table.faults.append(
            table.fault("unit_unknown", (at, column.code), {"unit": text, "units": units})
        )
    return 1
