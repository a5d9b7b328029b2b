"""What was measured as the table of the promise: ours beside stock, limit and target, in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

HEAD = ("What", "Stock", "Limit", "Ours", "Target", "Met")
MANY_PORTALS = 1_000
NOTE = "`*` measured once beforehand, on another machine; all else in this run."

type BenchResult = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of the table. `met` is None where nothing is promised."""

    what: str
    ours: str
    stock: str = "-"
    limit: str = "-"
    target: str = "-"
    met: bool | None = None

    def cells(self) -> tuple[str, ...]:
        met = {None: "-", True: "yes", False: "no"}[self.met]
        return self.what, self.stock, self.limit, self.ours, self.target, met


def markdown_table(
    found: Sequence[BenchResult], rows_of: Callable[[BenchResult], Iterator[TableRow]]
) -> str:
    """Return the table of all that `found` holds, as Markdown. What has no row of its own is listed as it is."""
    rows = [row for one in found for row in rows_of(one)]
    lines = [HEAD, tuple("---" for _ in HEAD), *(row.cells() for row in rows)]
    note = ["", NOTE] if any("*" in row.stock for row in rows) else []
    return "\n".join([*(f"| {' | '.join(cells)} |" for cells in lines), *note])


def run_heading(found: Sequence[BenchResult], load: tuple[float, float]) -> str:
    """Return the size and the load under which it was measured, as a heading."""
    first = found[0]
    return (
        f"## {first['portals']:,} portals, {first['stories']:,} stories"
        f" (load {load[0]:.1f} to {load[1]:.1f})"
    )


def as_it_is(one: BenchResult, _name: str) -> Iterator[TableRow]:
    limit = one["baseline_seconds"]
    yield TableRow(str(one["name"]), ms(one["ours_seconds"]), limit=ms(limit) if limit else "-")


def promised(
    one: BenchResult, most: float, *, what: str, ours: str = "", target: str = ""
) -> TableRow:
    """Return the line of what is to take `most` seconds, and is met by the time alone."""
    return TableRow(
        what=what,
        ours=ours or ms(one["ours_seconds"]),
        target=target or ms(most),
        met=one["ours_seconds"] <= most,
    )


def ms(seconds: float) -> str:
    if seconds >= 100:
        return f"{seconds:.0f} s"
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"
