"""What is proposed of a sheet that was read: the table as it is to be stored, its agency, and a sentence about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from editorial.models.disclosure_sheet import (
    ROMAN,
    ColumnKind,
    SheetColumn,
    SheetRow,
    StoredSheet,
    shown_figure,
    words_of_period,
)

from .forms.form import MONEY, FormColumn, SheetTemplate
from .main_figures import whole_of
from .reading.sheet import ReadRow, ReadSheet, SheetPeriod

# The period stands behind the title of each page by itself.
_PERIOD_IN_TITLE = re.compile(r"\s*(?:QUÝ \{Q\}|THÁNG \{M\})?\s*NĂM \{Y\}\s*$", re.IGNORECASE)
_KINDS = {
    "text": ColumnKind.TEXT,
    "date": ColumnKind.DATE,
    "percent": ColumnKind.PERCENT,
    "integer": ColumnKind.NUMBER,
    "decimal": ColumnKind.NUMBER,
}


@dataclass(frozen=True)
class SheetProposal:
    """A sheet that can become a page. `agency` is "" where the sheet does not say it."""

    form: str
    period: SheetPeriod
    agency: str
    sheet: StoredSheet

    @property
    def period_words(self) -> str:
        one = self.period
        return words_of_period(one.kind, one.year, one.quarter, one.month, one.day)

    @property
    def lead(self) -> str:
        """A sentence with the whole: what was planned and what was done."""
        total = whole_of(self.sheet)
        if total is None:
            return f"{self.sheet.title} {self.period_words}."
        row, figures = total
        told = [
            f"{_lowered(one.column.group or one.column.heading)} {shown_figure(one.value)} đồng"
            for one in figures
            if one is not None and one.column.kind == ColumnKind.MONEY
        ]
        return f"{row.label.capitalize()} {self.period_words}: {'; '.join(told)}."

    def to_json(self) -> dict[str, Any]:
        one = self.period
        return {
            "form": self.form,
            "period": [one.kind, one.year, one.quarter, one.month, one.day],
            "agency": self.agency,
            "sheet": self.sheet.to_json(),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> SheetProposal:
        return cls(
            stored["form"],
            SheetPeriod(*stored["period"]),
            stored["agency"],
            StoredSheet.from_json(stored["sheet"]),
        )


def proposal_of(read: ReadSheet, form: SheetTemplate) -> SheetProposal:
    """Return `read` as it is to be stored: with the form's own headings, so that it needs the form no more."""
    columns = tuple(_column(form.column_of[code], read.period) for code in read.columns)
    sheet = StoredSheet(
        title=title_of_form(form, read.period),
        form_number=form.form_no,
        unit=read.unit,
        columns=columns,
        rows=tuple(_row(row, form, read.columns) for row in read.rows),
        notes=tuple(note.words for note in read.notes),
    )
    return SheetProposal(form.code, read.period, read.agency, sheet)


def title_of_form(form: SheetTemplate, period: SheetPeriod) -> str:
    """The form's title as a sentence begins, without the period: forms write it in capitals."""
    return _filled(bare_title(form), period)


def bare_title(form: SheetTemplate) -> str:
    """The same of no period; what else it says of one stands there as in the form, in braces."""
    bare = _PERIOD_IN_TITLE.sub("", form.title)
    return as_sentence(bare)


def as_sentence(words: str) -> str:
    """Words of a form as a sentence begins: what stands in capitals alone is no heading of a page."""
    words = words.lower() if words.isupper() else words
    return words[:1].upper() + words[1:]


def _column(column: FormColumn, period: SheetPeriod) -> SheetColumn:
    *above, heading = (_filled(words, period) for words in column.heading)
    kind = ColumnKind.MONEY if column.money else _KINDS[column.type]
    return SheetColumn(column.code, heading, kind, ": ".join(above))


def _row(row: ReadRow, form: SheetTemplate, columns: tuple[str, ...]) -> SheetRow:
    known = form.row_of.get(row.code)
    # Money is in đồng, whatever multiple of it the line was written in.
    unit = "đồng" if known is not None and known.unit == MONEY else row.unit
    return SheetRow(
        code=row.code,
        ordinal=row.ordinal,
        label=row.label,
        level=row.level,
        cells=tuple(row.values.get(code) for code in columns),
        unit=unit,
        is_open=known is None,
    )


def _filled(words: str, period: SheetPeriod) -> str:
    told = {
        "{Y-1}": str(period.year - 1),
        "{Y}": str(period.year),
        "{Q}": ROMAN[period.quarter or 0],
        "{M}": str(period.month or ""),
    }
    for name, value in told.items():
        words = words.replace(name, value).replace(name.lower(), value)
    return words


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:]
