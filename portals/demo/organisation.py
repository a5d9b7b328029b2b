"""Who works where in the demo, all made up: units, leaders and contact officers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from portals.models import Portal
from portals.organisation.enums import OfficialRole, Subject
from portals.organisation.models import Confirmation, Official, Unit

from .organisations import demo_state_of
from .people import FAMILY_NAMES, GIVEN_NAMES, Crew

# No subscriber has this number.
PHONE = "0222 000 0000"
# A share of the boards has not looked for long, so that a portal may be seen that says so.
SHARE_UNCHECKED = 0.2


@dataclass(frozen=True)
class UnitPlan:
    """A unit and what it does; those below it."""

    name: str
    duties: str
    below: tuple[UnitPlan, ...] = ()


_OFFICE = UnitPlan(
    "Văn phòng",
    "Tham mưu tổng hợp, hành chính, tiếp công dân và quản trị Cổng Thông tin điện tử.",
    (UnitPlan("Bộ phận Một cửa", "Tiếp nhận hồ sơ và trả kết quả giải quyết thủ tục hành chính."),),
)
CHARTS: Mapping[str, tuple[UnitPlan, ...]] = {
    "province": (
        _OFFICE,
        UnitPlan(
            "Khối các cơ quan chuyên môn", "Quản lý nhà nước theo ngành, lĩnh vực ở địa phương."
        ),
        UnitPlan("Trung tâm Phục vụ hành chính công", "Đầu mối giải quyết thủ tục hành chính."),
        UnitPlan(
            "Trung tâm Thông tin", "Vận hành Cổng Thông tin điện tử và hạ tầng số dùng chung."
        ),
    ),
    "department": (
        _OFFICE,
        UnitPlan("Thanh tra", "Thanh tra chuyên ngành, giải quyết khiếu nại, tố cáo."),
        UnitPlan("Phòng Kế hoạch - Tài chính", "Kế hoạch, ngân sách, đầu tư của ngành."),
        UnitPlan("Phòng Nghiệp vụ", "Hướng dẫn, kiểm tra chuyên môn trong ngành."),
    ),
    "district": (
        _OFFICE,
        UnitPlan("Phòng Nội vụ", "Tổ chức bộ máy, biên chế, cải cách hành chính."),
        UnitPlan("Phòng Tài chính - Kế hoạch", "Ngân sách, kế hoạch phát triển kinh tế - xã hội."),
        UnitPlan("Phòng Văn hóa và Thông tin", "Văn hóa, thể thao, thông tin cơ sở."),
        UnitPlan("Phòng Y tế", "Chăm sóc sức khỏe, an toàn thực phẩm."),
    ),
    "commune": (
        UnitPlan(
            "Bộ phận Văn phòng - Thống kê",
            "Tổng hợp, lịch làm việc, tiếp công dân.",
            (UnitPlan("Bộ phận Một cửa", "Tiếp nhận hồ sơ và trả kết quả cho người dân."),),
        ),
        UnitPlan("Bộ phận Tư pháp - Hộ tịch", "Hộ tịch, chứng thực, phổ biến pháp luật."),
        UnitPlan("Bộ phận Văn hóa - Xã hội", "Văn hóa, truyền thanh, an sinh, trẻ em."),
        UnitPlan("Bộ phận Địa chính - Xây dựng", "Đất đai, xây dựng, môi trường."),
    ),
}
# Since July 2025: communes have offices of their own, and departments no inspectors any more.
_ONE_STOP = UnitPlan(
    "Trung tâm Phục vụ hành chính công", "Tiếp nhận hồ sơ và trả kết quả cho người dân."
)
_OFFICE_OF_COMMUNE = UnitPlan(
    "Văn phòng HĐND và UBND", "Tổng hợp, lịch làm việc, tư pháp, hộ tịch, tiếp công dân."
)
_CULTURE = UnitPlan(
    "Phòng Văn hóa - Xã hội", "Văn hóa, truyền thanh, giáo dục, y tế, an sinh, nội vụ."
)
CHARTS_WITHOUT_DISTRICTS: Mapping[str, tuple[UnitPlan, ...]] = {
    **CHARTS,
    "department": tuple(one for one in CHARTS["department"] if one.name != "Thanh tra"),
    "commune": (
        _OFFICE_OF_COMMUNE,
        UnitPlan("Phòng Kinh tế", "Ngân sách, nông nghiệp, đất đai, xây dựng, môi trường."),
        _CULTURE,
        _ONE_STOP,
    ),
    "ward": (
        _OFFICE_OF_COMMUNE,
        UnitPlan(
            "Phòng Kinh tế, Hạ tầng và Đô thị", "Ngân sách, đất đai, xây dựng, trật tự đô thị."
        ),
        _CULTURE,
        _ONE_STOP,
    ),
}
LEADERS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "department": (
        ("Giám đốc", "Phụ trách chung"),
        ("Phó Giám đốc", "Tài chính, chuyển đổi số"),
        ("Phó Giám đốc", "Nghiệp vụ, thanh tra"),
    ),
}
_OF_COMMITTEES = (
    ("Chủ tịch UBND", "Phụ trách chung"),
    ("Phó Chủ tịch UBND", "Kinh tế, đất đai, xây dựng"),
    ("Phó Chủ tịch UBND", "Văn hóa, xã hội, y tế, giáo dục"),
)
CONTACTS = (
    ("Đầu mối cung cấp thông tin", "Tiếp nhận yêu cầu cung cấp thông tin của công dân"),
    ("Đầu mối tiếp công dân", "Tiếp nhận phản ánh, kiến nghị"),
)


def describe_offices(
    portals: Sequence[Portal], crews: Mapping[int, Crew], hosts: Mapping[int, str], *, now: datetime
) -> None:
    """Give every portal its chart, its people and the day on which they were checked. Four statements."""
    units, people, checks = [], [], []
    for portal in portals:
        random = Random(f"organisation {portal.code}")
        chart = list(_units(portal))
        units += chart
        people += _people(portal, chart, hosts[portal.pk], random)
        if random.random() > SHARE_UNCHECKED:
            checks += _checks(portal, crews[portal.pk], random, now)
    tops = [unit for unit in units if unit.parent is None]
    Unit.objects.bulk_create(tops)
    Unit.objects.bulk_create(unit for unit in units if unit.parent is not None)
    Official.objects.bulk_create(people)
    Confirmation.objects.bulk_create(checks)


def chart_of(portal: Portal) -> Sequence[UnitPlan]:
    """Return the units that such a body has in the state which the portal belongs to."""
    if demo_state_of(portal).has_tier_between:
        return CHARTS[portal.tier_id]
    is_ward = portal.tier_id == "commune" and portal.name.startswith("Phường")
    return CHARTS_WITHOUT_DISTRICTS["ward" if is_ward else portal.tier_id]


def _units(portal: Portal) -> Iterator[Unit]:
    for number, place in enumerate(chart_of(portal), start=1):
        top = Unit(portal=portal, name=place.name, duties=place.duties, position=number * 10)
        yield top
        for below in place.below:
            yield Unit(portal=portal, parent=top, name=below.name, duties=below.duties)


def _people(portal: Portal, units: Sequence[Unit], host: str, random: Random) -> list[Official]:
    label = host or "tinh"
    led = LEADERS.get(portal.tier_id, _OF_COMMITTEES)
    leaders = [
        Official(
            portal=portal,
            role=OfficialRole.LEADER,
            name=_name(random),
            post=post,
            field=field,
            phone=PHONE,
            position=number * 10,
        )
        for number, (post, field) in enumerate(led, start=1)
    ]
    contacts = [
        Official(
            portal=portal,
            unit=units[0],
            role=OfficialRole.CONTACT,
            name=_name(random),
            post=post,
            field=field,
            phone=PHONE,
            email=f"daumoi{number}.{label}@example.vn",
            position=number * 10,
        )
        for number, (post, field) in enumerate(CONTACTS, start=1)
    ]
    return [*leaders, *contacts]


def _checks(portal: Portal, crew: Crew, random: Random, now: datetime) -> list[Confirmation]:
    return [
        Confirmation(
            portal=portal,
            subject=subject,
            confirmed_at=now - timedelta(days=random.randint(1, 170)),
            confirmed_by=crew.head,
        )
        for subject in Subject
    ]


def _name(random: Random) -> str:
    return f"{random.choice(FAMILY_NAMES)} {random.choice(GIVEN_NAMES)}"
