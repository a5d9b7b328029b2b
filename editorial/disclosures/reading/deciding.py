"""Of the ways to read a table's numbers, the one in which everything balances; a doubt is a fault."""

from __future__ import annotations

from collections.abc import Mapping

from .added import place_added
from .amounts import Amounts, amounts_in
from .balances import CheckedSheet, Sums, balance, compare_amounts, fill_computed
from .ratios import Percents
from .table import Place, Table


def decided(table: Table, factors: Mapping[Place, int]) -> CheckedSheet:
    """Return the values, or the faults. `factors` gives how many đồng one is, for each place of money."""
    broken = set(table.broken)
    results: list[CheckedSheet] = []
    for reading in amounts_in(table, factors):
        # What one reading cannot read, another may.
        table.broken = broken | reading.broken
        results.append(_checked(table, reading))
    good = [result for result in results if not result.faults]
    if len(good) > 1:
        return _unclear(table, *good)
    return good[0] if good else min(results, key=lambda result: len(result.faults))


def _checked(table: Table, reading: Amounts) -> CheckedSheet:
    result = CheckedSheet(dict(reading.values), faults=list(reading.faults))
    columns = [column for column in table.columns if column.type != "percent"]
    sums = Sums(table)
    fill_computed(sums, columns, result)
    place_added(sums, columns, result)
    balance(sums, columns, result)
    compare_amounts(table, result)
    Percents(table, result, reading.sign).check()
    return result


def _unclear(table: Table, one: CheckedSheet, other: CheckedSheet) -> CheckedSheet:
    """Both ways balance, and nobody can tell which is meant."""
    differing = (
        place for place in sorted(table.printed) if one.values.get(place) != other.values.get(place)
    )
    return CheckedSheet(
        {},
        faults=[
            table.fault("unclear_number", place, {"text": table.printed[place].text})
            for place in differing
        ],
    )
