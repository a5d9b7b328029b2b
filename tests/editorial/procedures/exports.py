"""Exports of the catalogue for tests: a household business, a birth, a department's permit."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from editorial.procedures.importing.actions import import_catalogue
from editorial.procedures.importing.plan import CataloguePlan
from editorial.procedures.importing.reading import ReadCatalogue, read_catalogue
from tests.factories import NOON

SERVICE = "https://dichvucong.example.vn/thu-tuc"
SHOP: dict[str, Any] = {
    "ma": "1.001612",
    "ten": "Đăng ký thành lập hộ kinh doanh",
    "linh_vuc": "Thành lập và hoạt động của hộ kinh doanh",
    "cap": ["xa"],
    "doi_tuong": "Cá nhân, thành viên hộ gia đình là công dân Việt Nam",
    "cach_nop": ["truc-tiep", "truc-tuyen"],
    "giay_to": [
        {
            "ten": "Giấy đề nghị đăng ký hộ kinh doanh", "ban_chinh": 1, "mau": "Mẫu số 01",
            "mau_lien_ket": f"{SERVICE}/mau-01",
        },
        {"ten": "Bản sao biên bản họp", "ban_sao": 1, "truong_hop": "Hộ gia đình cùng đăng ký"},
    ],
    "cac_buoc": ["Nộp hồ sơ.", "Nhận giấy chứng nhận."],
    "phi": [{"so_tien": 100_000, "noi_dung": "Lệ phí cấp giấy"}],
    "so_ngay": 3,
    "ket_qua": "Giấy chứng nhận đăng ký hộ kinh doanh",
    "can_cu": [{"so": "96/QĐ-UBND", "ten": "Quyết định thử", "ngay": "2021-03-18"}],
    "su_kien": ["kinh-doanh"],
    "tu_khoa": ["mở cửa hàng"],
    "lien_ket": f"{SERVICE}/1.001612",
}  # fmt: skip
BIRTH = SHOP | {
    "ma": "1.001193", "ten": "Đăng ký khai sinh", "linh_vuc": "Hộ tịch", "su_kien": ["sinh-con"],
    "phi": [{"so_tien": 0}], "so_ngay": 0, "tu_khoa": [], "lien_ket": f"{SERVICE}/1.001193",
    "can_cu": [],
}  # fmt: skip
PERMIT = SHOP | {
    "ma": "2.000635", "ten": "Cấp phiếu lý lịch tư pháp", "linh_vuc": "Lý lịch tư pháp", "cap": ["tinh"],
    "co_quan": ["Sở Tư pháp"], "su_kien": [], "tu_khoa": [], "phi_dia_gioi": False,
    "phi": [{"so_tien": 100_000}, {"so_tien": 200_000}], "so_ngay": 10,
    "lien_ket": f"{SERVICE}/2.000635", "can_cu": [],
}  # fmt: skip
TODAY = NOON.date()
ALL = (SHOP, BIRTH, PERMIT)


def lines_of(rows: Iterable[Any], *, on: date = TODAY, **heading: Any) -> list[bytes]:
    rows = list(rows)
    told = {
        "dinh_dang": "danh-muc-tthc", "phien_ban": 1, "ngay_xuat": on.isoformat(), "so_thu_tuc": len(rows),
        **heading,
    }  # fmt: skip
    return [
        (row if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode()) + b"\n"
        for row in [told, *rows]
    ]


def catalogue_of(*rows: Any, on: date = TODAY, **heading: Any) -> ReadCatalogue:
    return read_catalogue(lines_of(rows, on=on, **heading))


def bring_in(
    *rows: Any, now: datetime = NOON, on: date = TODAY, may_end_many: bool = False
) -> CataloguePlan:
    """Bring in an export of these rows, as the operator does."""
    return import_catalogue(
        catalogue=catalogue_of(*rows, on=on), name="danh-muc.jsonl", may_end_many=may_end_many,
        actor=None, now=now,
    )  # fmt: skip
