"""Faults in the order of their cells, each once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from .grid import Grid
from .sheet import CellFault, SheetFaults

# Nobody reads more at once; what is left is told with the next try.
MOST_FAULTS = 100
_CELL = re.compile(r"([A-Z]+)(\d+)")


def all_of(faults: Iterable[CellFault], grid: Grid) -> SheetFaults:
    """Return what to raise of the faults of one sheet."""
    once: dict[tuple[str, str, str, str], CellFault] = {}
    for fault in faults:
        named = fault if fault.sheet else replace(fault, sheet=grid.name)
        once.setdefault((named.code, named.cell, named.row, named.column), named)
    return SheetFaults(tuple(sorted(once.values(), key=_order))[:MOST_FAULTS])


def _order(fault: CellFault) -> tuple[int, int, str]:
    found = _CELL.fullmatch(fault.cell)
    return (int(found[2]), len(found[1]), found[1]) if found else (0, 0, "")
