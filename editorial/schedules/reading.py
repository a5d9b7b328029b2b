"""The office's usual weekly sheet, read into rows: columns by their headings, the day carried down, faults by cell.

Pure: `disclosures.reading` turns the file into cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.utils.translation import gettext as _

from editorial.disclosures.reading.grid import Grid, Mark, cell_address
from editorial.document_numbers.folding import folded_name
from portals.refusals import Refusal

from .actions import MOST_ROWS, ToldRow
from .models import LONGEST_CONTENT, LONGEST_LEADER, LONGEST_PLACE
from .weeks import A_WEEK, time_in

# Headings as they are compared, by the column that they name; the first that fits counts.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "day": ("thu ngay", "ngay thu", "ngay thang", "ngay", "thu"),
    "time": ("thoi gian", "gio"),
    "leader": ("lanh dao", "chu tri", "nguoi chu tri", "ho va ten", "dong chi"),
    "place": ("dia diem", "noi hop"),
    "participants": ("thanh phan", "tham du", "cung du"),
    "content": ("noi dung", "cong viec"),
    "note": ("ghi chu", "cong khai"),
}
NEEDED = ("day", "leader", "content")
HIGHEST_HEADING = 20
_DAY_NAMES = {
    "hai": 1, "2": 1, "ba": 2, "3": 2, "tu": 3, "4": 3, "nam": 4, "5": 4, "sau": 5, "6": 5, "bay": 6, "7": 6,
}  # fmt: skip
_WEEKDAY = re.compile(r"\b(?:thu|t)\s?(hai|ba|tu|nam|sau|bay|[2-7])\b")
_DATE = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?(?!\d)")
_HALF_DAYS = {"sang": "Buổi sáng", "chieu": "Buổi chiều", "toi": "Buổi tối"}
_WHOLE_DAYS = frozenset({"", "ca ngay", "trong ngay"})
_NOT_PUBLIC = re.compile(r"khong cong khai|noi bo|khong dang|^khong$|^mat$|tuyet mat|toi mat")
_BETWEEN = re.compile(r"\s*(?:[-–—]|đến)\s*")


@dataclass(frozen=True, slots=True)
class WeekFault:
    """What is wrong in which cell, and what to do. `cell` as "B7", empty where none is meant."""

    cell: str
    words: str


class UnreadableWeek(Refusal):
    """The sheet is not read: its faults, in the order of cells."""

    def __init__(self, faults: Sequence[WeekFault]) -> None:
        super().__init__("; ".join(f"{one.cell} {one.words}".strip() for one in faults))
        self.faults = tuple(faults)


def rows_of_sheet(grids: Sequence[Grid], monday: date) -> list[ToldRow]:
    """Return the rows of the first sheet that has the headings, for the week from `monday` on.

    Raises UnreadableWeek with all its faults, among them a day that is not of this week.
    """
    for grid in grids:
        if grid.is_visible and (found := _heading(grid)) is not None:
            return _Reading(grid, *found, monday).rows()
    raise UnreadableWeek(
        [
            WeekFault(
                "",
                _(
                    "No line with the headings was found. The sheet needs the columns “Thứ, ngày”, “Lãnh đạo” and "
                    "“Nội dung”; “Thời gian”, “Địa điểm” and “Thành phần” may stand beside them."
                ),
            )
        ]
    )


def _heading(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """Return the line of the headings and the column of each; None where there is none."""
    for row in range(min(grid.height, HIGHEST_HEADING)):
        columns: dict[str, int] = {}
        for column in range(grid.width):
            name = _column_named(folded_name(grid.text(row, column)))
            if name and name not in columns:
                columns[name] = column
        if all(name in columns for name in NEEDED):
            return row, columns
    return None


def _column_named(text: str) -> str:
    for name, beginnings in HEADINGS.items():
        if text and any(text == one or text.startswith(f"{one} ") for one in beginnings):
            return name
    return ""


class _Reading:
    """One sheet, line by line."""

    def __init__(self, grid: Grid, row: int, columns: Mapping[str, int], monday: date) -> None:
        self.grid, self.first, self.columns, self.monday = grid, row + 1, columns, monday
        self.faults: list[WeekFault] = []
        # None before the first day, and below one that is wrong.
        self.weekday: int | None = None
        self.is_day_wrong = False

    def rows(self) -> list[ToldRow]:
        found = [row for number in range(self.first, self.grid.height) for row in self._row(number)]
        if not found and not self.faults:
            self._fault(self.first, "content", _("No appointment stands below the headings."))
        if len(found) > MOST_ROWS:
            self.faults.append(
                WeekFault("", _("A week has room for %(count)s rows.") % {"count": MOST_ROWS})
            )
        if self.faults:
            raise UnreadableWeek(self.faults)
        return found

    def _row(self, row: int) -> Iterator[ToldRow]:
        faults = len(self.faults)
        self._take_day(row)
        content, leader = self._text(row, "content"), self._text(row, "leader")
        if not content and not leader:
            # A line that only names a day, or an empty one.
            return
        leader = leader or self._text(row, "leader", merged=True)
        begins, ends, half = self._hours(row)
        if not content:
            self._fault(row, "content", _("What is done at this time is missing. Write it."))
        if not leader:
            self._fault(row, "leader", _("The leader is missing. Write the name."))
        if self.weekday is None and not self.is_day_wrong:
            self._fault(row, "day", _("The day is missing. Write it as “Thứ Hai” or 30/11/2026."))
        if len(self.faults) > faults or self.weekday is None:
            return
        yield ToldRow(
            weekday=self.weekday,
            leader=self._short(row, "leader", leader, LONGEST_LEADER),
            content=self._short(
                row, "content", f"{half}: {content}" if half else content, LONGEST_CONTENT
            ),
            begins=begins,
            ends=ends,
            place=self._short(row, "place", self._text(row, "place"), LONGEST_PLACE),
            participants=self._short(
                row, "participants", self._text(row, "participants"), LONGEST_CONTENT
            ),
            is_private=bool(_NOT_PUBLIC.search(folded_name(self._text(row, "note")))),
        )

    def _take_day(self, row: int) -> None:
        """Carry the day down: it stands once, or in a merged cell, above all that happens on it."""
        column = self.columns["day"]
        value = self.grid.at(row, column)
        if isinstance(value, date):
            self._take_date(row, value)
            return
        text = self.grid.text(row, column)
        if not text.strip():
            return
        self.is_day_wrong = False
        found = _DATE.search(text)
        named = _weekday_named(folded_name(text))
        if found is not None:
            self._take_written(row, found, named)
        elif named is None:
            self._wrong_day(
                row,
                _("“%(text)s” is no day. Write it as “Thứ Hai” or 30/11/2026.") % {"text": text},
            )
        else:
            self.weekday = named

    def _take_written(self, row: int, found: re.Match[str], named: int | None) -> None:
        day, month, year = (int(part) if part else 0 for part in found.groups())
        # A year may be left out, also in the week between two.
        for of_year in [year] if year else sorted({self.monday.year, (self.monday + A_WEEK).year}):
            try:
                written = date(of_year, month, day)
            except ValueError:
                continue
            if self.monday <= written < self.monday + A_WEEK or year:
                if named is not None and written.isoweekday() != named:
                    self._wrong_day(
                        row,
                        _("%(day)s is another day of the week. Correct one of the two.")
                        % {"day": f"{written:%d/%m/%Y}"},
                    )
                    return
                self._take_date(row, written)
                return
        self._wrong_day(row, self._not_of_week(found.group()))

    def _take_date(self, row: int, day: date) -> None:
        if self.monday <= day < self.monday + A_WEEK:
            self.weekday = day.isoweekday()
            return
        self._wrong_day(row, self._not_of_week(f"{day:%d/%m/%Y}"))

    def _wrong_day(self, row: int, words: str) -> None:
        self.weekday, self.is_day_wrong = None, True
        self._fault(row, "day", words)

    def _not_of_week(self, text: str) -> str:
        last = self.monday + timedelta(days=6)
        return _(
            "%(day)s does not lie in the week from %(first)s to %(last)s. Correct it, or choose its week first."
        ) % {"day": text, "first": f"{self.monday:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}

    def _hours(self, row: int) -> tuple[time | None, time | None, str]:
        """Return when it begins and ends, or of which half of the day it is."""
        if "time" not in self.columns:
            return None, None, ""
        value = self.grid.at(*self._place(row, "time"))
        if isinstance(value, float) and 0 < value < 1:
            # As spreadsheets keep an hour: a part of the day.
            minutes = round(value * 24 * 60)
            return time(minutes // 60 % 24, minutes % 60), None, ""
        text = self._text(row, "time", merged=True)
        folded = folded_name(text)
        if folded in _WHOLE_DAYS:
            return None, None, ""
        if folded in _HALF_DAYS or folded.removeprefix("buoi ") in _HALF_DAYS:
            return None, None, _HALF_DAYS[folded.removeprefix("buoi ")]
        parts = [time_in(part) for part in _BETWEEN.split(text)]
        if not 1 <= len(parts) <= 2 or None in parts:
            self._fault(
                row,
                "time",
                _("“%(text)s” is no hour. Write it as 8:00, or 8:00 - 9:30.") % {"text": text},
            )
            return None, None, ""
        begins, ends = parts[0], parts[1] if len(parts) == 2 else None
        if begins is not None and ends is not None and ends <= begins:
            self._fault(row, "time", _("It ends before it begins. Write 13:30 for half past one."))
        return begins, ends, ""

    def _place(self, row: int, name: str) -> tuple[int, int]:
        """Where the content of a cell stands that a merged one may cover."""
        place = (row, self.columns[name])
        return self.grid.spread.get(place, place)

    def _text(self, row: int, name: str, *, merged: bool = False) -> str:
        if name not in self.columns:
            return ""
        place = self._place(row, name) if merged else (row, self.columns[name])
        value = self.grid.at(*place)
        if isinstance(value, Mark):
            self._fault(
                row,
                name,
                _(
                    "The formula has no value. Open the file in a spreadsheet, save it, and send it again."
                ),
            )
        return " ".join(self.grid.text(*place).split())

    def _short(self, row: int, name: str, text: str, longest: int) -> str:
        if len(text) > longest:
            self._fault(
                row,
                name,
                _("This is longer than %(count)s characters. Shorten it.") % {"count": longest},
            )
        return text

    def _fault(self, row: int, name: str, words: str) -> None:
        # The first that is wrong with a cell is what to mend.
        cell = cell_address(row, self.columns[name])
        if all(fault.cell != cell for fault in self.faults):
            self.faults.append(WeekFault(cell, words))


def _weekday_named(folded: str) -> int | None:
    if "chu nhat" in folded or folded == "cn" or folded.startswith("cn "):
        return 7
    found = _WEEKDAY.search(folded)
    return _DAY_NAMES[found[1]] if found else None
