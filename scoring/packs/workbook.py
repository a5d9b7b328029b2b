"""The pack as a workbook: indices, criteria by month, portals by month, notices with what proves them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from portals.admin_kit.exports import typed_cell
from scoring.published.years import YearMonth

from .gathering import PackFigures
from .indices import asking_indices
from .report import STANDINGS

A4 = 9


def pack_xlsx(figures: PackFigures) -> bytes:
    """Write the workbook. Shares are of a hundred, and numbers are numbers."""
    book = Workbook(write_only=True)
    months = [f"{month.month:02}/{month.year}" for month in figures.months]
    about = f"{figures.period}, các tháng đã công bố: {', '.join(months) or 'chưa có'}"
    _sheet(
        book, "Chỉ số", about, ["Chỉ số", "Mã", "Tiêu chí", *months, "Cả kỳ (%)", "Đạt tối đa", "Lượt chấm"],
        _of_indices(figures), [44, 7, 44],
    )  # fmt: skip
    _sheet(
        book, "Tiêu chí", about, ["Mã", "Tiêu chí", *months, "Cả kỳ (%)", "Đạt tối đa", "Lượt chấm"],
        (_of_criterion(figures, code) for code in figures.criteria), [7, 50],
    )  # fmt: skip
    _sheet(
        book, "Cổng", about, ["Hạng", "Cổng", "Cấp", *months, "Bình quân", "Số tháng"],
        (
            [
                row.rank, row.name, row.tier_name,
                *(_of_month(row.months.get(month.month)) for month in figures.months),
                row.mean, row.counted,
            ]
            for row in figures.year.rows
        ),
        [7, 40, 18],
    )  # fmt: skip
    _sheet(
        book, "Thông báo", about,
        ["Tháng", "Đơn vị chấm", "Số", "Ngày", "Chữ ký", "SHA-256 của tệp", "Mục trong sổ cái", "Sổ cái"],
        (
            [
                str(one.month), one.scorer, one.number, one.dated, STANDINGS[one.standing],
                one.sha256, one.entry, figures.ledger,
            ]
            for one in figures.notices
        ),
        [10, 34, 16, 12, 20, 66, 12, 40],
    )  # fmt: skip
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _of_month(found: YearMonth | None) -> Any:
    """A total, or none; a provisional one as words, which nothing adds up."""
    if found is None:
        return None
    return f"({found.total})" if found.is_provisional else found.total


def _of_indices(figures: PackFigures) -> Iterable[Sequence[Any]]:
    for index in asking_indices():
        for code in index.criteria:
            if code in figures.criteria:
                yield [index.title, *_of_criterion(figures, code)]


def _of_criterion(figures: PackFigures, code: str) -> list[Any]:
    found = figures.criteria[code]
    return [
        code, found.name, *(found.share(month) for month in figures.months), found.share(),
        found.full, found.cards,
    ]  # fmt: skip


def _sheet(
    book: Any,
    name: str,
    about: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    widths: Sequence[int],
) -> None:
    page = book.create_sheet(name)
    for place in range(1, len(headings) + 1):
        width = widths[place - 1] if place <= len(widths) else 11
        page.column_dimensions[get_column_letter(place)].width = width
    page.freeze_panes, page.print_title_rows = "A3", "2:2"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.append([typed_cell(page, about)])
    head = []
    for heading in headings:
        cell = typed_cell(page, heading)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="bottom")
        head.append(cell)
    page.append(head)
    for row in rows:
        page.append([typed_cell(page, value) for value in row])
