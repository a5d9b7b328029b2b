"""The figures of a table, once its columns and lines are known: exact, in đồng, before anything is re-added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from editorial.disclosures.forms.form import FormColumn, SheetTemplate

from .grid import Grid, Mark, Raw, as_text, cell_address
from .headings import Head
from .lines import SheetLine
from .numbers import ReadNumber, exact, figure_in, is_nothing
from .sheet import CellFault

# In whatever unit: more than the State's whole budget of many years.
GREATEST = Decimal(10) ** 15
# A line and a column: which line of the table, counted from 0, and the column's code.
type Place = tuple[int, str]


@dataclass(frozen=True)
class Printed:
    """A cell of figures: a number as the spreadsheet has it, or what its text says."""

    number: Decimal | None
    figure: ReadNumber | None
    text: str

    @property
    def greatest(self) -> Decimal:
        """The greatest amount that it may mean, without its sign."""
        figure = self.figure
        found = (self.number, figure.comma if figure else None, figure.dot if figure else None)
        return max(abs(each) for each in found if each is not None)


@dataclass
class Table:
    """`printed` has the cells with figures; `unknown` those whose formula has no value; all others are empty."""

    grid: Grid
    form: SheetTemplate
    head: Head
    lines: list[SheetLine]
    printed: dict[Place, Printed] = field(default_factory=dict)
    unknown: set[Place] = field(default_factory=set)
    faults: list[CellFault] = field(default_factory=list)
    # Cells that are told already. Nothing that they are a part of is told on top of it.
    broken: set[Place] = field(default_factory=set)

    @property
    def columns(self) -> list[FormColumn]:
        """The form's columns with figures that the sheet has."""
        return [column for column in self.form.figures if column.code in self.head.columns]

    def cell(self, place: Place) -> str:
        line, code = place
        return cell_address(self.lines[line].at, self.head.columns[code])

    def raw(self, line: int, code: str) -> Raw:
        return self.grid.at(self.lines[line].at, self.head.columns[code])

    def text(self, line: int, code: str) -> str:
        """The beginning of what stands in a cell, for words about it."""
        return " ".join(self.grid.text(self.lines[line].at, self.head.columns[code])[:80].split())

    def fault(
        self, code: str, place: Place, params: Mapping[str, str | int] | None = None
    ) -> CellFault:
        return CellFault(
            code,
            sheet=self.grid.name,
            cell=self.cell(place),
            column=place[1],
            row=self.lines[place[0]].code,
            params=params or {},
        )

    def breaks(
        self, code: str, place: Place, params: Mapping[str, str | int] | None = None
    ) -> CellFault:
        """The fault of a cell that has no value by it."""
        self.broken.add(place)
        return self.fault(code, place, params)

    def places(self, column: FormColumn) -> Iterator[tuple[Place, Printed]]:
        """The cells with figures of one column."""
        for at in range(len(self.lines)):
            if found := self.printed.get((at, column.code)):
                yield (at, column.code), found


def _printed(value: Raw) -> Printed | None:
    if isinstance(value, int | float):
        return Printed(exact(value), None, as_text(value))
    if isinstance(value, str) and (figure := figure_in(value)):
        return Printed(None, figure, " ".join(value.split()))
    return None


def table_of(grid: Grid, form: SheetTemplate, head: Head, lines: list[SheetLine]) -> Table:
    """Return the table with every cell of figures looked at once; what is no number is among its faults."""
    table = Table(grid, form, head, lines)
    for column in table.columns:
        for at, line in enumerate(lines):
            _look(table, (at, column.code), is_heading=line.is_heading)
    return table


def _look(table: Table, place: Place, *, is_heading: bool) -> None:
    value = table.raw(*place)
    if value is None or (isinstance(value, str) and is_nothing(value)):
        return
    if is_heading:
        table.faults.append(table.fault("no_figure", place))
    elif isinstance(value, Mark):
        if value.kind == "formula":
            table.unknown.add(place)
        else:
            table.faults.append(table.breaks("error_value", place, {"text": value.text}))
    elif printed := _printed(value):
        if printed.greatest >= GREATEST:
            table.faults.append(table.breaks("too_great", place, {"text": table.text(*place)}))
        else:
            table.printed[place] = printed
    else:
        table.faults.append(table.breaks("no_number", place, {"text": table.text(*place)}))
