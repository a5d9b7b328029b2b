"""The demo's plans about land: compensation in two districts and a ward, land use plans of all districts, with maps."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import sha1
from random import Random
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from editorial.bulk_import.actions import StoryImport, import_stories
from editorial.land.enums import LandPlanKind
from editorial.land.models import LandPlanPage
from editorial.land.prices.views import SECTION_TYPE
from editorial.models import PortalDocument
from portals.clock import LOCAL_ZONE
from portals.demo.organisations import CITY, TOWN, part_of
from portals.tiers import traits_of
from portals.uploads.states import Examination

from .disclosed_figures import Cells, Single
from .land_maps import drawn_map
from .land_prices import PADDY
from .stories import Board

FOLDER = "documents"
SEED = "Phương án đất"
# What stands on a paddy, and the support for a new trade, for a square metre.
CROPS, TRADE = 12_000, 3 * PADDY
ORCHARD = 95_000
OBJECT_AT = "Bộ phận tiếp công dân {agency}, trong giờ làm việc; hoặc gửi phản ánh, kiến nghị trên Cổng này."


@dataclass(frozen=True)
class DemoProject:
    """A project that takes land. `begins`: days from today to the first of the posting."""

    part: str
    name: str
    places: tuple[str, ...]
    affected: str
    begins: int
    households: int
    number: int
    is_paid: bool = False


PROJECTS = (
    DemoProject(
        CITY, "Mở rộng đường Nguyễn Đăng Đạo, đoạn qua khu Thái Bảo",
        ("Phường Nam Sơn", "Phường Hạp Lĩnh"), "Xứ đồng Chùa và xứ đồng Giữa, khu Thái Bảo", -9, 14, 812,
    ),
    DemoProject(
        TOWN, "Trường trung học cơ sở Đồng Kỵ, cơ sở mới", ("Phường Đồng Kỵ", "Phường Đồng Nguyên"),
        "Xứ đồng Mả Giang, khu phố Thanh Bình", -160, 11, 455, is_paid=True,
    ),
    DemoProject(
        "singers", "Nhà văn hóa và bãi đỗ xe thôn Viêm Xá", ("Phường Hòa Long",), "Xứ đồng Cầu, thôn Viêm Xá", 6, 8, 67,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class DemoLandPlan:
    board: Board
    title: str
    lead: str
    published_at: datetime
    map_title: str
    own: dict[str, Any] = field(default_factory=dict)


def households_of(project: DemoProject) -> Single:
    """Return what is paid to each household of a project, and to a cooperative. Names are plainly made up."""
    random = Random(f"{SEED} {project.name}")
    names = [
        f"{title} {family} {given}"
        for title, family, given in zip(
            random.choices(("Ông", "Bà", "Hộ ông", "Hộ bà"), k=project.households),
            random.choices(("Nguyễn", "Trần", "Lê", "Phạm", "Ngô", "Vũ"), k=project.households),
            random.choices(("Văn Mẫu", "Thị Mẫu", "Văn Thử", "Thị Ví Dụ"), k=project.households),
            strict=True,
        )
    ]
    found: Single = {
        f"I.{n}": _paid(name, random.randint(120, 1_400), random) for n, name in enumerate(names, 1)
    }
    found["II.1"] = _paid("Hợp tác xã nông nghiệp", random.randint(200, 900), random)
    return found


def _paid(name: str, area: int, random: Random) -> Cells:
    return {
        "noi_dung": name,
        "to_thua": f"{random.randint(3, 40)}/{random.randint(20, 480)}",
        "dien_tich": area,
        "bt_dat": area * PADDY,
        "bt_cay": area * CROPS,
        "ho_tro": area * TRADE,
    }


def _places(project: DemoProject, board: Board) -> Sequence[str]:
    """Where the land lies: in the communes that are named, or in the one commune whose own project it is."""
    return project.places if board.around.above is None else (board.portal.name,)


def area_of(project: DemoProject) -> int:
    return sum(int(cells["dien_tich"]) for cells in households_of(project).values())


def decision_of_project(project: DemoProject) -> str:
    return f"{project.number}/QĐ-UBND"


def land_plans_of(board: Board, *, today: date) -> Iterator[DemoLandPlan]:
    for project in PROJECTS:
        if project.part == part_of(board.portal):
            yield _compensation(board, project, today)
    traits = traits_of(board.portal.tier_id)
    if traits.parts_others:
        yield _land_use(board, today)
        yield _changed(board, today)
    if traits.runs_install:
        yield _of_the_province(board, today)


def _compensation(board: Board, project: DemoProject, today: date) -> DemoLandPlan:
    begins = today + timedelta(days=project.begins)
    ends = begins + timedelta(days=30)
    agency = board.portal.agency
    fields = f"{project.affected[:1].lower()}{project.affected[1:]}"
    days: dict[str, date] = {"noticed_on": begins - timedelta(days=90)}
    if project.is_paid:
        days |= {
            "approved_on": ends + timedelta(days=20),
            "paid_from": ends + timedelta(days=45),
        }
    return DemoLandPlan(
        board,
        f"Phương án bồi thường, hỗ trợ dự án {project.name}",
        f"{project.households} hộ và một hợp tác xã có ruộng ở {fields} được bồi thường, hỗ trợ khi "
        f"Nhà nước thu hồi đất. Xem giá từng loại đất, bản đồ và cách gửi ý kiến ở dưới đây.",
        _published(min(begins, today) - timedelta(days=1)),
        "Bản đồ khu đất thu hồi",
        {
            "plan_kind": LandPlanKind.COMPENSATION.value,
            "project": project.name,
            "decision_number": decision_of_project(project),
            "places": "\n".join(_places(project, board)),
            "affected": project.affected,
            "households": project.households,
            "area": area_of(project),
            "rates": f"Đất trồng lúa: {_shown(PADDY)}\nĐất trồng cây lâu năm: {_shown(ORCHARD)}\n"
            f"Hỗ trợ chuyển đổi nghề, tìm việc làm: {_shown(TRADE)}\nLúa, hoa màu trên đất: {_shown(CROPS)}",
            "complain_to": OBJECT_AT.format(agency=agency),
            "complain_until": ends,
            "posted_from": begins,
            "posted_to": ends,
            **days,
        },
    )


def _land_use(board: Board, today: date) -> DemoLandPlan:
    name = board.portal.name_in_sentence
    begins = date(today.year, 1, 6)
    if begins > today:
        begins = date(today.year - 1, 1, 6)
    return DemoLandPlan(
        board,
        f"Kế hoạch sử dụng đất năm {begins.year} của {name}",
        f"Trong năm {begins.year}, những khu đất nào của {name} được chuyển sang làm nhà ở, trường học, đường hay khu "
        "công nghiệp; khu nào vẫn trồng lúa. Bản đồ cho biết thửa ruộng của bạn nằm ở đâu.",
        _published(begins - timedelta(days=1)),
        f"Bản đồ kế hoạch sử dụng đất năm {begins.year}",
        {
            "plan_kind": LandPlanKind.LAND_USE.value,
            "plan_year": begins.year,
            "places": "\n".join(one.name for one in board.around.communes),
            "affected": "Các khu đất có ký hiệu trên bản đồ",
            "complain_to": OBJECT_AT.format(agency=board.portal.agency),
            "posted_from": begins,
            "posted_to": begins + timedelta(days=364),
        },
    )


def _changed(board: Board, today: date) -> DemoLandPlan:
    """What a district adds to its plan in the course of the year."""
    name = board.portal.name_in_sentence
    begins = today - timedelta(days=Random(f"{SEED} {board.portal.code}").randint(20, 110))
    commune = board.around.communes[0].name if board.around.communes else ""
    return DemoLandPlan(
        board,
        f"Bổ sung kế hoạch sử dụng đất năm {begins.year} của {name}",
        f"{name[:1].upper()}{name[1:]} bổ sung một khu đất trồng lúa để mở rộng trường học và làm đường. Ai có ruộng "
        "ở đó sẽ được thông báo riêng về bồi thường; bây giờ chưa phải làm gì.",
        _published(begins - timedelta(days=1)),
        "Bản đồ khu đất bổ sung",
        {
            "plan_kind": LandPlanKind.LAND_USE.value,
            "plan_year": begins.year,
            "places": commune,
            "affected": "Một khu đất trồng lúa, có ký hiệu trên bản đồ",
            "complain_to": OBJECT_AT.format(agency=board.portal.agency),
            "complain_until": begins + timedelta(days=30),
            "posted_from": begins,
            "posted_to": begins + timedelta(days=30),
        },
    )


def _of_the_province(board: Board, today: date) -> DemoLandPlan:
    begins = today - timedelta(days=12)
    first = begins.year // 5 * 5 + 1
    return DemoLandPlan(
        board,
        f"Kế hoạch sử dụng đất 5 năm {first}–{first + 4} của {board.portal.name_in_sentence}",
        "Trong 5 năm tới tỉnh giữ bao nhiêu đất lúa, dành bao nhiêu cho nhà ở, đường và khu công nghiệp. Người dân xem "
        "bản đồ và gửi ý kiến trong thời gian niêm yết.",
        _published(begins - timedelta(days=1)),
        "Bản đồ kế hoạch sử dụng đất của tỉnh",
        {
            "plan_kind": LandPlanKind.LAND_USE.value,
            "plan_year": begins.year,
            "affected": "Toàn tỉnh",
            "complain_to": OBJECT_AT.format(agency=board.portal.agency),
            "complain_until": begins + timedelta(days=30),
            "posted_from": begins,
            "posted_to": begins + timedelta(days=30),
        },
    )


def publish_plans(boards: Sequence[Board], *, now: datetime) -> list[LandPlanPage]:
    """Publish all plans, each with a map that its board keeps as a file."""
    today = now.astimezone(LOCAL_ZONE).date()
    plans = [plan for board in boards for plan in land_plans_of(board, today=today)]
    files = [_map_file(plan) for plan in plans]
    PortalDocument.objects.bulk_create(files)
    for plan, file in zip(plans, files, strict=True):
        # Stored before it was public, as at any office.
        file.created_at = plan.published_at
    PortalDocument.objects.bulk_update(files, ["created_at"], 500)
    pages = import_stories(
        stories=[_import(plan, file) for plan, file in zip(plans, files, strict=True)],
        actor=None,
        now=now,
        recorded_of_each=1,
    )
    return [page for page in pages if isinstance(page, LandPlanPage)]


def _import(plan: DemoLandPlan, file: PortalDocument) -> StoryImport:
    board = plan.board
    return StoryImport(
        section=board.sections[SECTION_TYPE],
        kind=LandPlanPage.story_kind,
        title=plan.title,
        lead=plan.lead,
        body=[{"type": "file", "value": {"document": file.pk, "title": plan.map_title}}],
        published_at=plan.published_at,
        own=plan.own,
        author=board.authors[0],
        approver=board.approver,
    )


def _map_file(plan: DemoLandPlan) -> PortalDocument:
    content = drawn_map(plan.title)
    title = f"{plan.map_title}.pdf"
    name = default_storage.save(
        f"{FOLDER}/{secrets.token_urlsafe(12)}/ban-do.pdf", ContentFile(content)
    )
    return PortalDocument(
        title=title,
        file=name,
        file_size=len(content),
        file_hash=sha1(content, usedforsecurity=False).hexdigest(),
        collection_id=plan.board.portal.collection_id,
        examination=Examination.FINE,
    )


def _published(day: date) -> datetime:
    return datetime.combine(day, time(8, 40), LOCAL_ZONE)


def _shown(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
