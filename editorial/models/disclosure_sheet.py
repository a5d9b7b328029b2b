"""An official sheet as it is stored with its page: plain values in one shape, and what readers are shown of them.

It holds all that its page shows, the headings among it. A form that changes later changes no page that was published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

type StoredCell = int | Decimal | date | str | None

ROMAN = ("", "I", "II", "III", "IV")


class DisclosedPeriod(models.TextChoices):
    YEAR = "year", _("year")
    QUARTER = "quarter", _("quarter")
    MONTH = "month", _("month")
    DATE = "date", _("day")


class ColumnKind(models.TextChoices):
    """`MONEY` is in đồng, whatever unit the sheet was written in."""

    MONEY = "money"
    NUMBER = "number"
    PERCENT = "percent"
    TEXT = "text"
    DATE = "date"


NUMBERS = frozenset({ColumnKind.MONEY, ColumnKind.NUMBER, ColumnKind.PERCENT})
COUNTED = frozenset({ColumnKind.MONEY, ColumnKind.NUMBER})


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """`group`: the heading above several columns, else empty."""

    code: str
    heading: str
    kind: ColumnKind
    group: str = ""

    @property
    def name(self) -> str:
        """Both headings in one: readers of a narrow screen or of a screen reader meet a column by itself."""
        return f"{self.group}: {self.heading}" if self.group else self.heading

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBERS


@dataclass(frozen=True, slots=True)
class SheetRow:
    """`level`: 0 for the outermost. `unit`: of the row, where the form gives each row its own. `cells` as the columns.

    `is_open`: one of a list that is as long as it is; its code says nothing in another sheet.
    """

    code: str
    ordinal: str
    label: str
    level: int
    cells: tuple[StoredCell, ...]
    unit: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class StoredSheet:
    """`unit`: the one in which the sheet was written; figures are in đồng all the same. `notes` are sentences."""

    title: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[SheetRow, ...]
    form_number: str = ""
    unit: str = ""
    notes: tuple[str, ...] = ()
    # Names of persons were taken out, so the file that was sent is not published.
    is_masked: bool = False

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> StoredSheet:
        columns = tuple(
            SheetColumn(one["code"], one["heading"], ColumnKind(one["kind"]), one.get("group", ""))
            for one in stored.get("columns", ())
        )
        rows = tuple(
            SheetRow(
                code=one["code"],
                ordinal=one["ordinal"],
                label=one["label"],
                level=one["level"],
                cells=tuple(map(_read_cell, columns, one["cells"])),
                unit=one.get("unit", ""),
                is_open=one.get("is_open", False),
            )
            for one in stored.get("rows", ())
        )
        return cls(
            title=stored.get("title", ""),
            columns=columns,
            rows=rows,
            form_number=stored.get("form_number", ""),
            unit=stored.get("unit", ""),
            notes=tuple(stored.get("notes", ())),
            is_masked=stored.get("is_masked", False),
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "form_number": self.form_number,
            "unit": self.unit,
            "columns": [asdict(one) for one in self.columns],
            "rows": [
                {**asdict(row), "cells": [_written_cell(cell) for cell in row.cells]}
                for row in self.rows
            ],
            "notes": list(self.notes),
            "is_masked": self.is_masked,
        }

    @cached_property
    def has_units(self) -> bool:
        return any(row.unit for row in self.rows)

    @cached_property
    def has_money(self) -> bool:
        return any(column.kind == ColumnKind.MONEY for column in self.columns)

    @property
    def money_unit(self) -> str:
        """In which unit all figures of money stand, such as "đồng/m2"; "" where each row says its own, or none is."""
        if not self.has_money or self.has_units:
            return ""
        _money, slash, per = self.unit.partition("/")
        return f"đồng{slash}{per}"

    @cached_property
    def shown_rows(self) -> list[ShownRow]:
        return [
            ShownRow(
                row,
                [
                    ShownCell(column, shown_figure(value))
                    for column, value in zip(self.columns, row.cells, strict=True)
                ],
            )
            for row in self.rows
        ]

    @cached_property
    def by_code(self) -> dict[str, SheetRow]:
        return {row.code: row for row in self.rows}

    def place_of(self, column: str) -> int | None:
        """Return where the column of this code stands among the cells of a row."""
        return next((n for n, one in enumerate(self.columns) if one.code == column), None)

    def value(self, row: str, column: str) -> StoredCell:
        """Return what stands there; None also where the sheet has no such place."""
        found, place = self.by_code.get(row), self.place_of(column)
        return found.cells[place] if found is not None and place is not None else None

    def words(self) -> Iterator[str]:
        """All that somebody typed into it, for search and scans."""
        yield self.title
        for row in self.rows:
            typed = (cell for cell in row.cells if isinstance(cell, str))
            yield " ".join(filter(None, (row.label, row.unit, *typed)))
        yield from self.notes


@dataclass(frozen=True, slots=True)
class ShownCell:
    column: SheetColumn
    text: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    row: SheetRow
    cells: list[ShownCell]


def shown_figure(value: StoredCell) -> str:
    """Write a value as readers here read it: 1.655.690.000; 28,33; 31/05/2023. An empty cell is empty."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    if isinstance(value, Decimal):
        return f"{value:,f}".translate(_TO_COMMA)
    return value


_TO_COMMA = str.maketrans(",.", ".,")


def words_of_period(
    kind: str, year: int, quarter: int | None, month: int | None, day: int | None
) -> str:
    """Such as "quý II năm 2023", as titles say it."""
    match kind:
        case DisclosedPeriod.QUARTER:
            return f"quý {ROMAN[quarter or 0]} năm {year}"
        case DisclosedPeriod.MONTH:
            return f"tháng {month} năm {year}"
        case DisclosedPeriod.DATE:
            return f"ngày {day:02}/{month:02}/{year}"
    return f"năm {year}"


def _read_cell(column: SheetColumn, stored: Any) -> StoredCell:
    if stored is None or isinstance(stored, int):
        return stored
    if column.kind in NUMBERS:
        return Decimal(stored)
    return date.fromisoformat(stored) if column.kind == ColumnKind.DATE else str(stored)


def _written_cell(value: StoredCell) -> int | str | None:
    """An integer stays one; all else is text, since JSON knows no exact fractions."""
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, int) else str(value)


def numbers_in(sheet: StoredSheet) -> Iterable[tuple[SheetRow, SheetColumn, int | Decimal]]:
    """Yield what can be compared with other sheets: the numbers of rows that the form names itself."""
    for row in sheet.rows:
        if row.is_open:
            continue
        for column, value in zip(sheet.columns, row.cells, strict=True):
            if column.is_number and isinstance(value, int | Decimal):
                yield row, column, value
