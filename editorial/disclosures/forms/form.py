"""A form: what a sheet of its kind says in its columns and rows, and how its figures hang together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal

type PeriodKind = Literal["year", "quarter", "month", "date"]
type ColumnType = Literal["text", "integer", "decimal", "percent", "date"]
type ColumnRole = Literal["", "stt", "label", "row_unit"]
# What a cell of an example holds: money in đồng.
type FormValue = int | Decimal | str

# The kind of open rows that are people: their names are shortened before anything is published.
HOUSEHOLDS = "household"
# A unit of rows that is an amount of đồng, in whatever multiple the sheet says.
MONEY = "money"
# The only "unit" of forms whose rows each say their own.
PER_ROW = "per row"
# The end of the code of rows whose number is not fixed: "I.#" stands for I.1, I.2 and so on.
OPEN_END = ".#"


@dataclass(frozen=True)
class Balance:
    """The sum of `plus` less that of `minus`: codes of columns in a column's rule, of rows in a row's."""

    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ratio:
    """A hundred times the column `part` by the column `whole`, in percent."""

    part: str
    whole: str


@dataclass(frozen=True)
class FormComparison:
    """In each row that has both, the column `greater` is not below `lesser`, or above it where `strictly`."""

    greater: str
    lesser: str
    strictly: bool


@dataclass(frozen=True)
class FormColumn:
    """`heading` is from the top line to the lowest; {Y}, {Q}, {M} stand for the period, {Y-1} for the year before.

    `also_seen` are other words of the lowest line. With `money`, cells are amounts in the sheet's unit; with
    `by_row_unit` in that of their row. `places`: decimals of a decimal column. `lenient`: what its rule gives may
    differ from what is printed, and is then noted and not refused.
    """

    code: str
    heading: tuple[str, ...]
    type: ColumnType
    role: ColumnRole = ""
    required: bool = False
    money: bool = False
    count: bool = False
    by_row_unit: bool = False
    places: int = 0
    also_seen: tuple[str, ...] = ()
    computed: Balance | Ratio | None = None
    lenient: bool = False

    @property
    def has_figures(self) -> bool:
        return self.type in ("integer", "decimal", "percent")


@dataclass(frozen=True)
class Row:
    """A line of the form; where `open`, as many lines of this kind as there are, from `at_least` to `at_most` usually.

    `ordinal` is what stands in its first column ("I", "1.1", "-"). `balance` says of which rows its figures are made;
    `sums_children` of all rows below it. Columns in `no_total` are left out of that. `lenient`: as of columns.
    """

    code: str
    ordinal: str = ""
    label: str = ""
    also_seen: tuple[str, ...] = ()
    heading_only: bool = False
    optional: bool = False
    unit: str = ""
    open: str = ""
    at_least: int = 0
    at_most: int = 0
    sums_children: bool = False
    balance: Balance | None = None
    no_total: tuple[str, ...] = ()
    lenient: bool = False

    @property
    def parent(self) -> str:
        """The code of the row that this one is part of, "" for one of the first level."""
        return self.code.rpartition(".")[0]

    @property
    def level(self) -> int:
        """0 for rows of the first level."""
        return self.code.count(".")


@dataclass(frozen=True)
class FormExample:
    """A sheet of invented figures that balance; `period` as in the data: kind, year, quarter, month."""

    period: Mapping[str, str | int]
    rows: Mapping[str, Mapping[str, FormValue]]


@dataclass(frozen=True)
class SheetTemplate:
    """`title` stands above the table; `form_no` is the number of the form in its circular, `tiers` who fills it in.

    `basis` says how sure we are of it: no form whose basis is a reconstruction is quoted as the law's. `group_by`: the
    column by whose words a list of people is published, with totals; "" where it is published line by line.
    """

    code: str
    title: str
    form_no: str
    basis: str
    spirit_of: str
    tiers: tuple[str, ...]
    period: PeriodKind
    units: tuple[str, ...]
    columns: tuple[FormColumn, ...]
    column_rules: tuple[FormComparison, ...]
    rows: tuple[Row, ...]
    group_by: str = ""
    example: FormExample | None = field(default=None, compare=False)

    @cached_property
    def column_of(self) -> Mapping[str, FormColumn]:
        return {column.code: column for column in self.columns}

    @cached_property
    def row_of(self) -> Mapping[str, Row]:
        return {row.code: row for row in self.rows}

    @property
    def label(self) -> FormColumn:
        """The column of the lines' words."""
        return next(column for column in self.columns if column.role == "label")

    @property
    def row_unit(self) -> FormColumn | None:
        """The column of the lines' units, where lines have their own."""
        return next((column for column in self.columns if column.role == "row_unit"), None)

    @cached_property
    def figures(self) -> tuple[FormColumn, ...]:
        return tuple(column for column in self.columns if column.has_figures)

    @property
    def lists_people(self) -> bool:
        return any(row.open == HOUSEHOLDS for row in self.rows)

    @property
    def says_units_by_row(self) -> bool:
        return PER_ROW in self.units
