"""Cells of words and of days."""

from __future__ import annotations

import re
from datetime import date, datetime

from editorial.disclosures.forms.form import FormColumn

from .grid import Mark, Raw, as_text
from .lines import SheetLine
from .numbers import is_nothing

_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
EARLIEST, LATEST = 1945, 2100


def text_in(value: Raw, column: FormColumn, line: SheetLine) -> tuple[str | date | None, str]:
    """Return what a cell says, and the code of its fault or ""."""
    in_list = line.in_list
    if isinstance(value, Mark):
        return None, "no_value" if value.kind == "formula" else "error_value"
    text = " ".join(as_text(value).split())
    if is_nothing(text):
        return None, "no_text" if column.required and in_list else ""
    if column.type == "date":
        day = day_in(value)
        return day, "" if day else "no_date"
    # A spreadsheet takes "5/12" for the fifth of December; a parcel of land it is no longer then.
    return text, "day_in_text" if isinstance(value, date) else ""


def day_in(value: Raw) -> date | None:
    """Return the day in a cell, day before month; None where it is none, or hardly one of ours."""
    if isinstance(value, datetime):
        value = value.date()
    if not isinstance(value, date):
        found = _DAY.fullmatch(" ".join(value.split())) if isinstance(value, str) else None
        if found is None:
            return None
        try:
            value = date(int(found[3]), int(found[2]), int(found[1]))
        except ValueError:
            return None
    return value if EARLIEST <= value.year <= LATEST else None
