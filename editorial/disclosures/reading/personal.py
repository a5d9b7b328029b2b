"""Cells of a list of people that say more of a person than may be public: found before anything of it is kept.

A list has names, which are shortened, a hamlet, what the support is, and amounts. Whatever else stands in a line of it
and tells who somebody is, how to reach or to pay them, when they were born or what they suffer from is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache

from editorial.disclosures.forms.form import HOUSEHOLDS
from editorial.disclosures.names import full_names, is_full_name
from portals.redaction.numbers import MOBILE, identity_numbers
from portals.text import nfc
from portals.word_lists import word_list

from .folding import folded_label
from .grid import Grid, Raw, as_text, cell_address
from .recognising import Attempt
from .sheet import CellFault

# Digits with spaces, dots or dashes between them.
_NUMBER = re.compile(r"(?<!\d)\d(?:[ .\-]?\d){7,18}(?!\d)")
_DAY = re.compile(r"(?<!\d)\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*(?:19|20)?\d\d(?!\d)")
_BORN = re.compile(r"\b(?:sinh|ns|sn)\b\D{0,12}\d{2,4}|\b\d{1,3}\s*tuổi\b", re.IGNORECASE)
_YEAR = re.compile(r"(?:19\d\d|20[0-4]\d)")
_MAIL = re.compile(r"\S+@\S+\.\S+")
_PERSON = re.compile(
    r"\b(?i:ông|bà|anh|chị|cháu|em|con|vợ|chồng|mẹ|cha|bố)\s+([^\W\d_]{2,})\s+([^\W\d_]{2,})"
)
# A place, and nobody's illness.
_HOSPITAL = re.compile(r"bệnh viện|bệnh xá")
# Of columns that nobody needs who reads what was given.
_HEADINGS = {
    "personal_birth": ("ngay sinh", "nam sinh", "ngay thang nam sinh", "tuoi"),
    "personal_number": (
        *("so cccd", "cccd", "so cmnd", "cmnd", "can cuoc", "so dinh danh", "so the bhyt"),
        *("so tai khoan", "tai khoan", "stk", "dien thoai", "so dien thoai", "sdt"),
    ),
    "personal_health": (
        *("dang tat", "dang khuyet tat", "muc do khuyet tat", "tinh trang suc khoe", "benh"),
        *("tinh trang benh", "suc khoe"),
    ),
}


def personal_cells(grids: Iterable[Grid], attempt: Attempt) -> Iterator[CellFault]:
    """Yield what is wrong with a file whose form lists people; nothing for other forms. Hidden sheets count."""
    if not attempt.form.lists_people:
        return
    people = {line.at for line in attempt.lines.found if line.row and line.row.open == HOUSEHOLDS}
    yield from _headings(attempt)
    for grid in grids:
        is_list = grid is attempt.grid
        for at, row in enumerate(grid.rows):
            for place, value in enumerate(row):
                code = (
                    _of_a_person(attempt, place, value)
                    if is_list and at in people
                    else _anywhere(value)
                )
                if code:
                    yield CellFault(code, sheet=grid.name, cell=cell_address(at, place))


def identifying_cells(grids: Iterable[Grid]) -> Iterator[CellFault]:
    """Yield the cells with identity and telephone numbers, whatever the file is."""
    for grid in grids:
        for at, row in enumerate(grid.rows):
            for place, value in enumerate(row):
                if code := _anywhere(value):
                    yield CellFault(code, sheet=grid.name, cell=cell_address(at, place))


def _headings(attempt: Attempt) -> Iterator[CellFault]:
    head, grid = attempt.head, attempt.grid
    known = set(head.columns.values())
    for at in range(head.first, head.last + 1):
        for place in range(grid.width):
            words = folded_label(grid.text(at, place))
            if place in known or not words:
                continue
            for code, names in _HEADINGS.items():
                if words in names:
                    yield CellFault(code, sheet=grid.name, cell=cell_address(at, place))


def _anywhere(value: Raw) -> str:
    text = as_text(value)
    if len(text) < 8:
        return ""
    return "personal_number" if identity_numbers(text) or MOBILE.search(text) else ""


def _of_a_person(attempt: Attempt, place: int, value: Raw) -> str:
    """The fault of a cell in a line of the list; "" for none."""
    text = as_text(value)
    code = next((code for code, at in attempt.head.columns.items() if at == place), "")
    column = attempt.form.column_of.get(code)
    if not text:
        return ""
    if column is not None and (column.has_figures or column.role == "stt"):
        # The number of a line is published beside the letters.
        is_name = column.role == "stt" and _names_somebody(text)
        return _anywhere(value) or ("personal_name" if is_name else "")
    if isinstance(value, date):
        # In one of the form's own columns it is a fault of its own: of "12/5" a spreadsheet makes a day.
        return "personal_birth" if column is None else ""
    if _DAY.search(text) or _BORN.search(text) or _YEAR.fullmatch(text):
        return "personal_birth"
    if _NUMBER.search(text) or MOBILE.search(text) or _MAIL.search(text):
        return "personal_number"
    if _speaks_of_health(text):
        return "personal_health"
    if column != attempt.form.label and _names_somebody(text):
        return "personal_name"
    return ""


def _names_somebody(text: str) -> bool:
    titled = (found.groups() for found in _PERSON.finditer(text))
    return (
        any(all(word[0].isupper() for word in words) for words in titled)
        or bool(full_names(text))
        or is_full_name(text)
    )


def _speaks_of_health(text: str) -> bool:
    words = _HOSPITAL.sub(" ", nfc(" ".join(text.split())).lower())
    return bool(_health().search(words))


@cache
def _health() -> re.Pattern[str]:
    words = sorted(word_list("health"), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")
