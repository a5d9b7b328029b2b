"""The demo's procedures, and where each body of it takes papers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random

from editorial.procedures.centres.actions import CentreDetails, keep_centre
from editorial.procedures.importing.actions import import_catalogue
from editorial.procedures.importing.reading import ReadCatalogue, read_catalogue
from editorial.procedures.models import (
    PointHours,
    PointOfficer,
    Procedure,
    ServiceLink,
    ServiceOutage,
)
from portals.demo.organisations import DemoOrganisation
from portals.models import Portal
from portals.tiers import traits_of

CATALOGUE = Path(__file__).parent / "procedures.jsonl"
# Before the months that are scored.
LONG_AGO = timedelta(days=130)
# Bodies that have no counter of their own say that of themselves by having no procedure.
STREETS = ("Lý Thái Tổ", "Nguyễn Đăng Đạo", "Trần Hưng Đạo", "Ngô Gia Tự", "Hai Bà Trưng")
SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Ngô", "Vũ", "Đỗ")
MIDDLE_AND_LAST = ("Thị Mẫu", "Văn Mẫu", "Thị Thử", "Văn Ví", "Thị Dụ", "Minh Họa")
# A service of one department that is away, and one that was; the others answer.
AWAY, MENDED = "2.000591", "1.010902"


def demo_catalogue(organisation: DemoOrganisation) -> ReadCatalogue:
    """Read the export; in a later state with the bodies and levels that took over since it was made."""
    text = organisation.said(CATALOGUE.read_text(encoding="utf-8"))
    if not organisation.has_tier_between:
        for levels in ('"huyen", "xa"', '"xa", "huyen"', '"huyen"'):
            text = text.replace(levels, '"xa"')
    return read_catalogue(text.encode().splitlines(keepends=True))


def bring_in_procedures(organisation: DemoOrganisation, *, now: datetime) -> None:
    """Bring in the catalogue by the verb, as if long ago, and let the service portal have been asked since."""
    catalogue = demo_catalogue(organisation)
    import_catalogue(catalogue=catalogue, name=CATALOGUE.name, actor=None, now=now - LONG_AGO)
    # As if they had been looked at all along, and as if the host were of this world.
    ServiceLink.objects.update(
        checked_at=now - timedelta(hours=3), status=200, next_check_at=now + timedelta(days=30)
    )
    for code, until in ((AWAY, None), (MENDED, now - timedelta(days=100))):
        url = Procedure.objects.get(code=code, ended_on=None).service_url
        link = ServiceLink.objects.get(url=url)
        ServiceOutage.objects.create(link=link, since=now - timedelta(days=120), until=until)
    ServiceLink.objects.filter(outages__until=None, outages__isnull=False).update(
        status=503, failures=9
    )


def open_demo_centres(portals: Sequence[Portal], *, now: datetime) -> None:
    """Open a centre for each body that people hand papers in at: those that handle procedures."""
    bodies = {
        body for some in Procedure.objects.values_list("agencies", flat=True) for body in some
    }
    for portal in portals:
        if traits_of(portal.tier_id).handles_level or portal.agency in bodies:
            _open_centre(portal, now)


def _open_centre(portal: Portal, now: datetime) -> None:
    random = Random(f"centre {portal.code} {portal.name}")
    early = random.random() < 0.5
    hours = (
        (time(7), time(11, 30), time(13, 30), time(17))
        if early
        else (time(7, 30), time(12), time(13), time(16, 30))
    )
    week = [_day(weekday, *hours) for weekday in range(1, 6)]
    if random.random() < 0.4:
        week.append(_day(6, *hours[:2]))
    keep_centre(
        portal=portal,
        details=CentreDetails(
            name=f"Bộ phận Một cửa {portal.name_in_sentence}",
            address=portal.address or f"Số {random.randint(1, 199)} đường {random.choice(STREETS)}",
            phone=f"0222 000 {random.randint(100, 999)}",
            email=portal.email,
            note=random.choice(
                (
                    "Lấy số thứ tự tại bàn đón tiếp. Có lối đi cho xe lăn.",
                    "Ưu tiên người cao tuổi, phụ nữ mang thai, người khuyết tật.",
                    "Có máy tính và cán bộ hỗ trợ nộp hồ sơ trực tuyến.",
                )
            ),
        ),
        hours=week,
        officers=[
            PointOfficer(
                post=post, name=_name(random), phone=f"0222 000 {random.randint(100, 999)}"
            )
            for post in ("Phụ trách nơi tiếp nhận", "Quầy hướng dẫn")
        ],
        actor=None,
        now=now - LONG_AGO,
    )


def _day(weekday: int, *hours: time) -> PointHours:
    names = ("morning_from", "morning_to", "afternoon_from", "afternoon_to")
    return PointHours(weekday=weekday, **dict(zip(names, hours, strict=False)))


def _name(random: Random) -> str:
    return f"{random.choice(SURNAMES)} {random.choice(MIDDLE_AND_LAST)}"
