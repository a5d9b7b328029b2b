"""Sheets as readers of files return them, made by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from editorial.models import DisclosurePage, PortalDocument
from editorial.models.disclosure import end_of_period
from editorial.models.disclosure_sheet import ColumnKind, SheetColumn, SheetRow, StoredSheet
from portals.boards.models import User
from portals.models import Portal
from tests.factories import make_document, section_of, store_story

FORM = "th-chi-ns-xa-quy"
COLUMNS = (
    SheetColumn("dt", "Tổng số", ColumnKind.MONEY, "Dự toán năm"),
    SheetColumn("dt_tx", "Thường xuyên", ColumnKind.MONEY, "Dự toán năm"),
    SheetColumn("th", "Tổng số", ColumnKind.MONEY, "Thực hiện"),
    SheetColumn("th_tx", "Thường xuyên", ColumnKind.MONEY, "Thực hiện"),
    SheetColumn("ss", "So sánh TH/DT (%)", ColumnKind.PERCENT),
)


def spending(education: int = 253_688_000, roads: int = 114_912_000) -> StoredSheet:
    """What a commune spent in a quarter: a whole, two parts, and what one of them is made of. In đồng."""
    done = {"1": education, "8.1": roads, "8": roads, "T": education + roads}
    planned = {"1": 805_860_000, "8.1": 672_965_000, "8": 672_965_000, "T": 1_478_825_000}
    named = (
        ("T", "", "TỔNG CHI", 0),
        ("1", "1", "Chi giáo dục", 0),
        ("8", "8", "Chi các hoạt động kinh tế", 0),
        ("8.1", "8.1", "Giao thông", 1),
    )
    return StoredSheet(
        title="Thực hiện chi ngân sách xã",
        form_number="Biểu số 115/CK TC-NSNN",
        unit="nghìn đồng",
        columns=COLUMNS,
        rows=tuple(
            SheetRow(
                code,
                ordinal,
                label,
                level,
                (
                    planned[code],
                    None,
                    done[code],
                    None,
                    (Decimal(done[code]) * 100 / planned[code]).quantize(Decimal("0.01")),
                ),
            )
            for code, ordinal, label, level in named
        ),
    )


def disclosure_of(
    portal: Portal,
    *,
    year: int = 2024,
    quarter: int | None = 2,
    sheet: StoredSheet | None = None,
    file: PortalDocument | None = None,
    **fields: Any,
) -> DisclosurePage:
    """A disclosure without rows, of a quarter or of a year."""
    kind = "quarter" if quarter else "year"
    file = file or make_document(portal, name="th-chi.xlsx")
    return DisclosurePage(
        live=False,
        **{
            "form": FORM,
            "agency": f"Ủy ban nhân dân {portal.name}",
            "period_kind": kind,
            "period_year": year,
            "period_quarter": quarter,
            "period_ends": end_of_period(kind, year, quarter, None, None),
            "sheet": (sheet or spending()).to_json(),
            "lead": f"Tổng chi ngân sách của kỳ {year}.",
            "body": [("file", {"document": file, "title": "Biểu gốc"})],
            **fields,
        },
    )


def make_disclosure(
    portal: Portal,
    *,
    section: str = "ngan-sach",
    is_public: bool = True,
    author: User | None = None,
    **fields: Any,
) -> DisclosurePage:
    """A disclosure, public on its own portal unless said otherwise."""
    page = disclosure_of(portal, owner=author, **fields)
    store_story(page, section=section_of(portal, section), author=author, is_public=is_public)
    return DisclosurePage.objects.get(pk=page.pk)


type PriceLine = tuple[str, str, str, str, str, tuple[int | None, ...]]


def price_sheet(*lines: PriceLine) -> StoredSheet:
    """A price table: street, from, to, commune, kind of land, and the prices of the positions from the first on."""
    texts = (("tu", "Từ"), ("den", "Đến"), ("dia_ban", "Xã, phường"), ("loai_dat", "Loại đất"))
    columns = (
        *(SheetColumn(code, heading, ColumnKind.TEXT) for code, heading in texts),
        *(SheetColumn(f"vt{n}", f"Vị trí {n}", ColumnKind.MONEY) for n in range(1, 5)),
    )
    heading = SheetRow("I", "I", "Đường quốc lộ, tỉnh lộ", 0, (None,) * len(columns))
    rows = [
        SheetRow(
            f"I.{number}",
            str(number),
            street,
            1,
            (
                begins or None,
                ends or None,
                commune or None,
                kind or None,
                *prices,
                *[None] * (4 - len(prices)),
            ),
            is_open=True,
        )
        for number, (street, begins, ends, commune, kind, prices) in enumerate(lines, 1)
    ]
    return StoredSheet(
        title="Bảng giá đất tại địa bàn",
        unit="nghìn đồng/m2",
        columns=columns,
        rows=(heading, *rows),
    )


def make_price_table(portal: Portal, *lines: PriceLine, year: int, **fields: Any) -> DisclosurePage:
    """A public price table of a year."""
    return make_disclosure(
        portal,
        section="dat-dai",
        form="bang-gia-dat",
        year=year,
        quarter=None,
        sheet=price_sheet(*lines),
        **fields,
    )
