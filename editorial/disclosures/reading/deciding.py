"""Of the ways to read a table's numbers, the one in which everything balances; a doubt is a fault."""

from __future__ import annotations

from collections.abc import Mapping

from .added import place_added
from .amounts import Amounts, readings_of
from .balances import Checked, Sums, balance, compare, fill
from .ratios import Percents
from .table import Place, Table


def decided(table: Table, factors: Mapping[Place, int]) -> Checked:
    """Return the values, or the faults. `factors` gives how many đồng one is, for each place of money."""
    broken = set(table.broken)
    results: list[Checked] = []
    for reading in readings_of(table, factors):
        # What one reading cannot read, another may.
        table.broken = broken | reading.broken
        results.append(_checked(table, reading))
    good = [result for result in results if not result.faults]
    if len(good) > 1:
        return _unclear(table, *good)
    return good[0] if good else min(results, key=lambda result: len(result.faults))


def _checked(table: Table, reading: Amounts) -> Checked:
    result = Checked(dict(reading.values), faults=list(reading.faults))
    columns = [column for column in table.columns if column.type != "percent"]
    sums = Sums(table)
    fill(sums, columns, result)
    place_added(sums, columns, result)
    balance(sums, columns, result)
    compare(table, result)
    Percents(table, result, reading.sign).check()
    return result


def _unclear(table: Table, one: Checked, other: Checked) -> Checked:
    """Both ways balance, and nobody can tell which is meant."""
    differing = (
        place for place in sorted(table.printed) if one.values.get(place) != other.values.get(place)
    )
    return Checked(
        {},
        faults=[
            table.fault("unclear_number", place, {"text": table.printed[place].text})
            for place in differing
        ],
    )
