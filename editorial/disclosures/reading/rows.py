"""Which rows below the headings belong to the table: no blank, repeated or numbering ones, nor what follows it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from editorial.disclosures.forms.form import SheetTemplate

from .folding import folded_label
from .grid import Grid, Mark
from .headings import Head, column_texts
from .numbers import figure_in

LIST_ORDINAL = re.compile(r"\d{1,4}(?:\.\d{1,4})*[.)]?")
# Columns are numbered "A, B, 1, 2, 3 = 2 : 1" below their headings.
_NUMBERING = re.compile(r"\(?(?:[A-Za-z]|\d{1,2})\)?(?:\s*=.*)?|\(?\d{1,2}\s*[=:+*/x-].*")
_FEWEST_NUMBERED = 3
FEWEST_OF_A_LINE = 3
# What stands in the column of ordinals and is longer is a line's words, over merged cells.
LONGEST_ORDINAL = 7
LONGEST_LABEL = 500


class TableRows:
    """The rows of a sheet below `head`, seen by the columns of its form. Other columns say nothing of them."""

    def __init__(self, grid: Grid, form: SheetTemplate, head: Head) -> None:
        self.grid, self.head = grid, head
        self.label_at = head.columns[form.label.code]
        self.stt_at = next(
            (head.columns.get(c.code) for c in form.columns if c.role == "stt"), None
        )
        self.figures_at = [head.columns[c.code] for c in form.figures if c.code in head.columns]

    def between(self) -> list[int]:
        """The rows that are not blank, no headings and no numbers of columns, down to the end of the sheet."""
        return [
            at
            for at in range(self.head.last + 1, self.grid.height)
            if (cells := self._cells(at)) and not self._is_heading(at, cells)
        ]

    def above(self) -> list[int]:
        """Rows above the headings that look like lines of the table: nobody is to lose one that slipped there."""
        return [
            at
            for at in range(self.head.first)
            if len(self._cells(at)) >= FEWEST_OF_A_LINE and self.has_figures(at)
        ]

    def texts(self, at: int) -> tuple[str, str]:
        """Ordinal and words of a row."""
        ordinal = _line(self.grid.text(at, self.stt_at)) if self.stt_at is not None else ""
        label = _line(self.grid.text(at, self.label_at))
        if not label and len(ordinal) > LONGEST_ORDINAL:
            return "", ordinal
        return ordinal, label

    def has_figures(self, at: int) -> bool:
        """Whether a number, a formula or an error stands in one of the form's columns of figures."""
        return any(_is_figure(self.grid.at(at, column)) for column in self.figures_at)

    def is_filled_in(self, at: int) -> bool:
        """Whether a row says more than its words: figures, a number in its list, or at least two other cells."""
        others = [
            column for column in self._cells(at) if column not in (self.label_at, self.stt_at)
        ]
        ordinal, _ = self.texts(at)
        return self.has_figures(at) or bool(LIST_ORDINAL.fullmatch(ordinal)) or len(others) >= 2

    def _cells(self, at: int) -> dict[int, str]:
        return {
            column: _line(self.grid.text(at, column))
            for column in self.head.columns.values()
            if self.grid.at(at, column) is not None
        }

    def _is_heading(self, at: int, cells: Mapping[int, str]) -> bool:
        if all(folded_label(text) in self._said.get(column, ()) for column, text in cells.items()):
            return True
        return self._is_numbering(cells)

    def _is_numbering(self, cells: Mapping[int, str]) -> bool:
        # A line of the table has words for its label.
        label = cells.get(self.label_at, "").strip("()")
        return (
            len(cells) >= _FEWEST_NUMBERED
            and 0 < len(label) <= 2
            and all(_NUMBERING.fullmatch(text) for text in cells.values())
        )

    @cached_property
    def _said(self) -> Mapping[int, set[str]]:
        """What the headings say, line by line: on a second page the lower of them may stand alone."""
        said: dict[int, set[str]] = {}
        for row in range(self.head.first, self.head.last + 1):
            for column, text in column_texts(self.grid, row, row):
                said.setdefault(column, set()).add(folded_label(text))
        for column, text in column_texts(self.grid, self.head.first, self.head.last):
            said.setdefault(column, set()).add(folded_label(text))
        return said


def _is_figure(value: object) -> bool:
    if isinstance(value, Mark | int | float):
        return True
    return isinstance(value, str) and figure_in(value) is not None


def _line(text: str) -> str:
    return " ".join(text[:LONGEST_LABEL].split())
