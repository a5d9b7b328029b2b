"""Printed figures become amounts: the sign before decimals is found for the whole sheet, the unit is multiplied in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from editorial.disclosures.forms.form import FormColumn

from .numbers import SIGNS, Sign
from .sheet import CellFault
from .table import Place, Printed, Table

# What is left over where a spreadsheet computed in binary fractions, in đồng.
NOISE = Decimal("0.005")
FINEST = Decimal("0.000001")


@dataclass
class Amounts:
    """The values of a table for one reading of its texts; `faults` are the cells that are no amounts in it."""

    sign: Sign | None
    values: dict[Place, Decimal] = field(default_factory=dict)
    faults: list[CellFault] = field(default_factory=list)
    broken: set[Place] = field(default_factory=set)

    def breaks(self, table: Table, code: str, place: Place, text: str) -> None:
        self.broken.add(place)
        self.faults.append(table.fault(code, place, {"text": text}))


def amounts_in(table: Table, factors: Mapping[Place, int]) -> list[Amounts]:
    """Return the readings that are possible: one, or two that differ, for what is re-added to decide between.

    `factors` gives how many đồng one is, for each place of money. Percent are read later (`ratios.py`), since what they
    are of is known then.
    """
    columns = [column for column in table.columns if column.type != "percent"]
    cells = [
        (place, printed, column) for column in columns for place, printed in table.places(column)
    ]
    possible = [sign for sign in SIGNS if _fits_all(cells, factors, sign)]
    if not possible:
        return [_mixed(table, cells, factors)]
    readings = [_read(table, cells, factors, sign) for sign in possible]
    if len(readings) == 2 and readings[0].values == readings[1].values:
        return readings[:1]
    return readings


type _Cells = list[tuple[Place, Printed, FormColumn]]


def _fits_all(cells: _Cells, factors: Mapping[Place, int], sign: Sign) -> bool:
    """Whether each text is a number with decimals behind `sign`, and a whole one where it has to be."""
    for place, printed, column in cells:
        if printed.figure is None:
            continue
        number = printed.figure.read(sign)
        if number is None:
            return False
        # What is no whole number either way is a fault of that cell, and says nothing of the sign.
        if (
            column.type == "integer"
            and not printed.figure.is_clear
            and _whole(number, factors.get(place, 1)) is None
        ):
            return False
    return True


def _read(table: Table, cells: _Cells, factors: Mapping[Place, int], sign: Sign) -> Amounts:
    amounts = Amounts(sign)
    for place, printed, column in cells:
        number = printed.figure.read(sign) if printed.figure else printed.number
        _take(table, amounts, (place, printed, column), number, factors.get(place, 1))
    return amounts


def _mixed(table: Table, cells: _Cells, factors: Mapping[Place, int]) -> Amounts:
    """Texts of two ways in one sheet: each that can be read in one way only is read so; the others are told."""
    amounts = Amounts(None)
    for place, printed, column in cells:
        number, factor = printed.number, factors.get(place, 1)
        if figure := printed.figure:
            ways = {value for sign in SIGNS if (value := figure.read(sign)) is not None}
            if len(ways) > 1 and column.type == "integer":
                ways = {value for value in ways if _whole(value, factor) is not None}
            if len(ways) > 1:
                amounts.breaks(table, "unclear_number", place, printed.text)
                continue
            number = next(iter(ways), None)
        _take(table, amounts, (place, printed, column), number, factor)
    return amounts


def _take(
    table: Table,
    amounts: Amounts,
    cell: tuple[Place, Printed, FormColumn],
    number: Decimal | None,
    factor: int,
) -> None:
    place, printed, column = cell
    if number is None:
        amounts.breaks(table, "no_number", place, printed.text)
        return
    value = _whole(number, factor) if column.type == "integer" else _plain(number)
    if value is None:
        code = "no_whole_dong" if column.money or factor > 1 else "no_whole"
        amounts.breaks(table, code, place, printed.text)
    elif value < 0 and not _may_be_negative(table, column):
        amounts.breaks(table, "negative", place, printed.text)
    else:
        amounts.values[place] = value


def _whole(number: Decimal, factor: int) -> Decimal | None:
    value = number * factor
    whole = value.to_integral_value()
    return whole if abs(value - whole) <= NOISE else None


def _plain(number: Decimal) -> Decimal:
    """Without the noise of binary fractions, and without zeros at the end."""
    value = number.quantize(FINEST).normalize()
    return value if int(value.as_tuple().exponent) <= 0 else value.quantize(Decimal(1))


def _may_be_negative(table: Table, column: FormColumn) -> bool:
    """Sums of money hold a wrong sign to account; counts, areas and prices are never below zero."""
    return column.money and any(row.sums_children or row.balance for row in table.form.rows)
