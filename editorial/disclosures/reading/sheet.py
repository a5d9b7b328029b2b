"""A sheet as it was read, or what is wrong with it. `reading/apart.py` gives the one or raises the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from .words import fault_words, note_words

type SheetValue = int | Decimal | date | str | None


@dataclass(frozen=True)
class SheetPeriod:
    """The time that a sheet is about; parts that its kind does not have are None."""

    kind: Literal["year", "quarter", "month", "date"]
    year: int
    quarter: int | None = None
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True)
class ReadRow:
    """A line of the table.

    `code` is the form's; lines of a list are numbered behind their heading's code (I.1, I.2). A line that the agency
    added below a line of the form has the form's code and "+1", "+2" ("I.2.+1"). `ordinal` and `label` are as printed.
    `level` is 0 for the lines of the first level. `values` has every column of the sheet's `columns`: money in đồng,
    percent and decimals exact, empty cells None. `unit` is what the line says of itself where the form has a column
    of units, else "": for money as printed, though its values are in đồng.
    """

    code: str
    ordinal: str
    label: str
    level: int
    values: Mapping[str, SheetValue]
    unit: str = ""


@dataclass(frozen=True)
class Note:
    """What is worth saying and stops no publication. `cell` as "D12", "" where no cell is meant."""

    cell: str
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The sentence, in the language of the moment."""
        return note_words(self.code, self.cell, self.params)


@dataclass(frozen=True)
class ReadSheet:
    """Figures that balance as the form asks.

    `form` is its code; `unit` what the sheet says ("triệu đồng"), "" where lines say their own; `agency` the name above
    the title, "" where none stands there; `columns` the codes of the columns with values, in the form's order, without
    those for ordinals, labels and units.
    """

    form: str
    period: SheetPeriod
    unit: str
    agency: str
    columns: tuple[str, ...]
    rows: tuple[ReadRow, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class CellFault:
    """One thing to put right.

    `sheet` is the name of the sheet in its file, `cell` its address as "D12", `column` and `row` the codes in the form;
    each "" where it is of no such thing. `params` are what the words name.
    """

    code: str
    sheet: str = ""
    cell: str = ""
    column: str = ""
    row: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The sentence that says where and what to do, in the language of the moment."""
        return fault_words(self.code, self.cell, self.params)


class SheetFaults(Exception):
    """The sheet is not read: at least one fault, in the order of its cells."""

    def __init__(self, faults: tuple[CellFault, ...]) -> None:
        super().__init__(", ".join(f"{fault.code} {fault.cell}".strip() for fault in faults))
        self.faults = faults
