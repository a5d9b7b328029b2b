"""Petitions for tests, brought in by the verb."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portals.accountability.actions.bringing import bring_petitions
from portals.accountability.models import CouncilPetition
from portals.accountability.petitions.plan import PetitionPlan
from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Portal
from tests.factories import make_member
from tests.portals.accountability.cases import local

ROW = {
    "hội đồng": "HĐND tỉnh",
    "kỳ họp": "Kỳ họp thứ 9",
    "số": "1",
    "loại": "",
    "nội dung": "Đề nghị sớm nạo vét kênh tiêu thôn Đông, nước đọng hai năm nay.",
    "nơi nêu": "Tổ đại biểu số 3",
    "cơ quan trả lời": "",
    "ngày nhận": "02/11/2026",
    "hạn trả lời": "",
}


def row(owner: Portal, **cells: str) -> dict[str, str]:
    """A row of the sheet; cells by heading with "_" for a space."""
    told = {name.replace("_", " "): text for name, text in cells.items()}
    return {**ROW, "cơ quan trả lời": owner.name, **told}


def bring(
    portal: Portal, *rows: dict[str, str], head: User | None = None, now: datetime | None = None
) -> PetitionPlan:
    """Bring rows in for `portal`, on Thursday, 5 November 2026 unless said otherwise."""
    actor = head or make_member(portal, Position.HEAD)
    table = list(enumerate(rows, start=2))
    return bring_petitions(portal=portal, table=table, actor=actor, now=now or local(5))


def brought(portal: Portal, owner: Portal, **cells: Any) -> CouncilPetition:
    bring(portal, row(owner, **cells))
    return CouncilPetition.objects.select_related("case").latest("pk")


def petition_pages(province: Portal, commune: Portal) -> dict[str, tuple[Portal, str]]:
    """Bring in some petitions of the province's council, one with a result, and return the pages that show them."""
    long = "Đề nghị kiểm tra việc xả thải của cơ sở sản xuất gần khu dân cư.\n\nCử tri phản ánh đã nhiều lần."
    numbered = [row(commune, số=str(number)) for number in range(2, 24)]
    bring(
        province,
        row(commune, nội_dung=long, kết_quả="Đã kiểm tra.", ngày_trả_lời="04/11/2026"),
        *numbered,
    )
    one, first = (CouncilPetition.objects.get(brought_by=province, number=n) for n in ("1", "2"))
    return {
        "petitions": (commune, "/kien-nghi-cu-tri/"),
        "petitions narrowed": (province, "/kien-nghi-cu-tri/?tinh-trang=qua-han&trang=2"),
        "petitions in vain": (commune, "/kien-nghi-cu-tri/?ky-hop=khong-co"),
        "petition": (commune, first.path),
        "petition with a result": (province, one.path),
    }
