"""The year table as a workbook to take away: a column a month, means that stay alive, ready to print."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from portals.admin_kit.exports import typed_cell
from scoring.published.years import MONTHS, PublishedYear, YearRow

from .league_workbook import bold_cell, formula_cell, heading_cell, set_up_print

FIRST_MONTH = 4
WIDTHS = [7, 38, 18, *([8] * len(MONTHS)), 10, 8, 40]


def write_year(year: PublishedYear, title: str, about: str) -> bytes:
    """Write the workbook: title, what it is of, headings, a line a portal. Provisional totals are words."""
    book = Workbook(write_only=True)
    page = book.create_sheet(str(year.year))
    for place, width in enumerate(WIDTHS, start=1):
        page.column_dimensions[get_column_letter(place)].width = width
    set_up_print(page, title, first=4, frozen_column="C")
    page.append([bold_cell(page, title)])
    page.append([about])
    headings = [
        _("Rank"), _("Portal"), _("Tier"),
        *(f"{month:02}/{year.year}" for month in MONTHS),
        _("Mean"), _("Months counted"), _("Remark"),
    ]  # fmt: skip
    page.append([heading_cell(page, heading) for heading in headings])
    for number, row in enumerate(year.rows, start=4):
        page.append(_cells(page, row, number))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _cells(page: Any, row: YearRow, number: int) -> list[Any]:
    begin = get_column_letter(FIRST_MONTH)
    end = get_column_letter(FIRST_MONTH + len(MONTHS) - 1)
    span = f"{begin}{number}:{end}{number}"
    months: list[Any] = []
    for month in MONTHS:
        one = row.months.get(month)
        if one is None:
            months.append(None)
        else:
            months.append(typed_cell(page, f"({one.total})" if one.is_provisional else one.total))
    return [
        row.rank,
        typed_cell(page, row.name),
        typed_cell(page, row.tier_name),
        *months,
        formula_cell(page, f"=ROUND(AVERAGE({span}),2)") if row.counted else None,
        formula_cell(page, f"=COUNT({span})", "0"),
        typed_cell(page, remark_on(row)),
    ]


def remark_on(row: YearRow) -> str:
    """Which months it lacks, in words."""
    if not row.missing:
        return ""
    return _("Missing or provisional: %(months)s") % {
        "months": ", ".join(f"{month:02}" for month in row.missing)
    }
