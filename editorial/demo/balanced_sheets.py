"""Totals and shares of a sheet from its single figures, as the form asks: what an accountant's formulas do."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from editorial.disclosures.forms.form import Balance, Ratio, Row, SheetTemplate

type Filled = dict[str, dict[str, int | Decimal | str]]


def balanced(
    form: SheetTemplate, single: Mapping[str, Mapping[str, int | Decimal | str]]
) -> Filled:
    """Return the figures with every total and share. `single`: those of rows that are no totals, by row and column."""
    found: Filled = {code: dict(cells) for code, cells in single.items()}
    totals = [row for row in form.rows if row.sums_children or row.balance is not None]
    for row in form.rows:
        if row.heading_only:
            found.setdefault(row.code, {})
    # The innermost first: an outer total adds them.
    for row in sorted(totals, key=lambda row: -row.level if row.ordinal else 1):
        found[row.code] = _total(form, row, found) | found.get(row.code, {})
    for cells in found.values():
        _computed(form, cells)
    return found


def _total(form: SheetTemplate, row: Row, found: Filled) -> dict[str, int | Decimal | str]:
    balance = row.balance or Balance(tuple(_children(row.code, found)))
    told: dict[str, int | Decimal | str] = {}
    for column in form.figures:
        if column.computed is not None or column.code in row.no_total or column.type == "percent":
            continue
        added = [_number(found, code, column.code) for code in balance.plus]
        taken = [_number(found, code, column.code) for code in balance.minus]
        if any(one is not None for one in (*added, *taken)):
            told[column.code] = sum(filter(None, added)) - sum(filter(None, taken))
    return told


def _children(code: str, found: Filled) -> list[str]:
    return [one for one in found if one.rpartition(".")[0] == code and one != code]


def _number(found: Filled, code: str, column: str) -> int | None:
    value = found.get(code, {}).get(column)
    return value if isinstance(value, int) else None


def _computed(form: SheetTemplate, cells: dict[str, int | Decimal | str]) -> None:
    for column in form.figures:
        rule = column.computed
        if isinstance(rule, Balance):
            added = [cells.get(code) for code in rule.plus]
            if any(isinstance(one, int) for one in added):
                taken = [cells.get(code) for code in rule.minus]
                cells[column.code] = sum(one for one in added if isinstance(one, int)) - sum(
                    one for one in taken if isinstance(one, int)
                )
    for column in form.figures:
        rule = column.computed
        if isinstance(rule, Ratio):
            part, whole = cells.get(rule.part), cells.get(rule.whole)
            if isinstance(part, int) and isinstance(whole, int) and whole:
                share = Decimal(part) * 100 / Decimal(whole)
                cells[column.code] = share.quantize(Decimal("0.01"), ROUND_HALF_UP)
