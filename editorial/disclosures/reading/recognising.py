"""Which sheet of a file is which form: by its headings and its lines, whatever it is called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from editorial.disclosures.forms.form import SheetTemplate

from .grid import Grid, cell_address
from .headings import Head, SeenHeadings, head_in, heading_text
from .lines import Lines, lines_in
from .patience import Patience
from .sheet import CellFault, SheetFaults

# So much of a form's columns and lines that a sheet is meant to be it.
MOST_COLUMNS_OF_IT = 0.6
MOST_LINES_OF_IT = 0.6
# With less its lines are not looked at.
FEWEST_COLUMNS = 0.4
# So much that it is named, where nothing else is found.
RESEMBLES = 0.45
MOST_NAMED = 6


@dataclass(frozen=True)
class Attempt:
    """A sheet read as a form."""

    grid: Grid
    form: SheetTemplate
    head: Head
    lines: Lines

    @cached_property
    def columns_there(self) -> float:
        return _columns_there(self.head, self.form)

    @cached_property
    def lines_there(self) -> float:
        needed = [row for row in self.form.rows if not (row.open or row.optional)]
        return 1 - len(self.lines.missing(self.form)) / max(1, len(needed))

    @property
    def score(self) -> float:
        return (self.columns_there + self.lines_there) / 2

    @property
    def is_meant(self) -> bool:
        return self.columns_there >= MOST_COLUMNS_OF_IT and self.lines_there >= MOST_LINES_OF_IT

    @property
    def is_whole(self) -> bool:
        return self.columns_there == self.lines_there == 1


def recognised(
    grids: Iterable[Grid], forms: Sequence[SheetTemplate], patience: Patience
) -> Attempt:
    """Return the one sheet that is a form. Raises SheetFaults where there is none, or more than one."""
    attempts = [
        found
        for grid in grids
        if grid.is_visible and grid.height
        for found in _attempts(grid, forms, patience)
    ]
    meant = [attempt for attempt in attempts if attempt.is_meant]
    if not meant:
        raise SheetFaults((_nearly(attempts),))
    sheets = {id(attempt.grid): attempt.grid.name for attempt in meant}
    if len(sheets) > 1:
        raise SheetFaults((CellFault("two_sheets", params={"sheets": ", ".join(sheets.values())}),))
    return _only(meant)


def _attempts(grid: Grid, forms: Sequence[SheetTemplate], patience: Patience) -> Iterator[Attempt]:
    seen = SeenHeadings(grid)
    for form in forms:
        head = head_in(seen, form, patience)
        if (
            head
            and form.label.code in head.columns
            and _columns_there(head, form) >= FEWEST_COLUMNS
        ):
            yield Attempt(grid, form, head, lines_in(grid, form, head, patience))


def _columns_there(head: Head, form: SheetTemplate) -> float:
    return 1 - len(head.missing(form)) / max(1, sum(column.required for column in form.columns))


def _only(meant: list[Attempt]) -> Attempt:
    """Of forms that one sheet may be, the only one that is there with all its parts, or that is far more there."""
    candidates = [attempt for attempt in meant if attempt.is_whole] or meant
    candidates.sort(key=lambda attempt: -attempt.score)
    if len(candidates) > 1 and (
        candidates[0].is_whole or candidates[0].score - candidates[1].score < 0.1
    ):
        titles = ", ".join(f"“{_title(attempt.form)}”" for attempt in candidates)
        raise SheetFaults(
            (CellFault("two_forms", sheet=candidates[0].grid.name, params={"forms": titles}),)
        )
    return candidates[0]


def _nearly(attempts: list[Attempt]) -> CellFault:
    best = max(attempts, key=lambda attempt: attempt.score, default=None)
    if best is None or best.score < RESEMBLES:
        return CellFault("no_form")
    missing = [f"“{heading_text(column)}”" for column in best.head.missing(best.form)]
    missing += [f"“{row.label}”" for row in best.lines.missing(best.form)]
    named = ", ".join(missing[:MOST_NAMED]) + (", …" if len(missing) > MOST_NAMED else "")
    return CellFault(
        "nearly",
        sheet=best.grid.name,
        cell=cell_address(best.head.first, min(best.head.columns.values())),
        params={"form": _title(best.form), "missing": named},
    )


def _title(form: SheetTemplate) -> str:
    return (
        form.title.partition("{")[0]
        .strip()
        .removesuffix(" NĂM")
        .removesuffix(" QUÝ")
        .removesuffix(" THÁNG")
    )
