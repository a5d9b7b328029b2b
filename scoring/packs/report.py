"""The pack as a Word document: a report to take sentences and tables from."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

from portals.models import Portal
from scoring.enums import NoticeStanding
from scoring.notices.paper import NoticeTable, points
from scoring.notices.word_file import NARROW, add_paragraph, add_table, new_document
from scoring.periods import Month
from scoring.published.years import YearRow

from .gathering import PackFigures
from .indices import AskingIndex, asking_indices

STANDINGS = {
    NoticeStanding.SIGNED: "đã ký số",
    NoticeStanding.COPY: "bản sao, không ký số",
    NoticeStanding.UNCHECKED: "chưa kiểm tra chữ ký",
}


def pack_docx(figures: PackFigures, province: Portal, at: Any) -> bytes:
    """Write the report."""
    title = f"Minh chứng kết quả Cổng Thông tin điện tử {figures.period}"
    document = new_document(title, province.agency, at)
    heading = document.add_paragraph()
    heading.alignment = ALIGN.CENTER
    heading.add_run(title.upper()).font.bold = True
    months = ", ".join(f"{month.month:02}/{month.year}" for month in figures.months)
    add_paragraph(
        document,
        f"Số liệu lấy từ các tháng đã công bố kết quả chấm điểm ({months or 'chưa có'}), không gồm tháng chưa công bố"
        " và tháng chấm thử.",
    )
    _months(document, figures)
    for number, index in enumerate(asking_indices(), start=2):
        _index(document, figures, index, number)
    _notices(document, figures, len(asking_indices()) + 2)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _months(document: Any, figures: PackFigures) -> None:
    add_paragraph(document, "1. Kết quả theo cấp", bold=True)
    tiers = list(dict.fromkeys(row.tier for row in figures.year.rows))
    rows = []
    for tier in tiers:
        own = [row for row in figures.year.rows if row.tier == tier]
        means = [_mean(_counted(own, month)) for month in figures.months]
        rows.append(
            [own[0].tier_name, str(len(own)), *(points(one) for one in means),
             points(_mean([row.mean for row in own if row.mean is not None]))]
        )  # fmt: skip
    _table(
        document,
        ["Cấp", "Số Cổng", *(f"T{month.month:02}" for month in figures.months), "Bình quân"],
        rows,
        [3.4, 1.2, *([1.2] * len(figures.months)), 1.4],
    )


def _counted(rows: Sequence[YearRow], month: Month) -> list[Decimal]:
    """The totals of a month that are not provisional."""
    found = [row.months.get(month.month) for row in rows]
    return [one.total for one in found if one is not None and not one.is_provisional]


def _index(document: Any, figures: PackFigures, index: AskingIndex, number: int) -> None:
    add_paragraph(document, f"{number}. {index.title}", bold=True)
    add_paragraph(document, f"{index.about}. Tỷ lệ điểm đạt trên điểm có thể đạt của các Cổng:")
    rows = []
    for code in index.criteria:
        found = figures.criteria.get(code)
        if found is None:
            continue
        first = found.share(figures.months[0]) if figures.months else None
        last = found.share(figures.months[-1]) if figures.months else None
        rows.append(
            [code, found.name, _percent(first), _percent(last), _percent(found.share()),
             f"{found.full}/{found.cards}"]
        )  # fmt: skip
    _table(
        document,
        ["Mã", "Tiêu chí", "Tháng đầu", "Tháng cuối", "Cả kỳ", "Lượt đạt tối đa"],
        rows,
        [0.8, 5.0, 1.3, 1.3, 1.3, 1.5],
        words=frozenset({1}),
    )


def _notices(document: Any, figures: PackFigures, number: int) -> None:
    add_paragraph(document, f"{number}. Thông báo kết quả và bằng chứng", bold=True)
    rows = [
        [
            f"{one.month.month:02}/{one.month.year}", one.scorer, one.number,
            f"{one.dated:%d/%m/%Y}", STANDINGS[one.standing],
            "chưa ký vào sổ cái" if one.entry is None else str(one.entry),
        ]
        for one in figures.notices
    ]  # fmt: skip
    _table(
        document,
        ["Tháng", "Đơn vị chấm", "Số", "Ngày", "Chữ ký", "Mục trong sổ cái"],
        rows,
        [1.2, 3.6, 1.8, 1.7, 1.9, 1.4],
        words=frozenset({1}),
    )
    where = f"tại {figures.ledger}" if figures.ledger else "của cổng tỉnh"
    add_paragraph(
        document,
        f"Mỗi mục trong sổ cái {where} chứng minh bảng điểm đúng như khi công bố; tải bộ kiểm chứng cùng nơi để tự kiểm"
        " tra, không cần tin vào hệ thống.",
    )


def _table(
    document: Any,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    words: frozenset[int] = frozenset({0}),
) -> None:
    told = NoticeTable(
        "", columns, rows or [["Chưa có số liệu.", *([""] * (len(columns) - 1))]], widths, words
    )
    add_table(document, told, NARROW, 11)


def _percent(value: Decimal | None) -> str:
    return "–" if value is None else f"{value}%".replace(".", ",")


def _mean(values: Sequence[Decimal]) -> Decimal | None:
    return sum(values, Decimal()) / len(values) if values else None
