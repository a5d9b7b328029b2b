"""What a portal says it will do, as citizens read it: the leaders' week, plans with targets, promises."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from editorial.models import OfficialDocumentPage
from editorial.plans.models import AgencyPromise, Plan, PlanTarget, PromiseStep
from editorial.schedules.models import LeaderSchedule, ScheduleChange, ScheduleRow
from portals.calendar.weekdays import monday_of
from portals.clock import local_date
from portals.models import Portal
from tests.factories import make_official, make_user


def committed_pages(portal: Portal) -> dict[str, tuple[Portal, str]]:
    """Make one of each kind and state; return the pages that show them, by what they are."""
    _week(portal)
    _promises(portal, _plan(portal))
    return {
        "leaders' week": (portal, "/lich-lam-viec/"),
        "section of plans": (portal, "/quy-hoach/"),
        "promises": (portal, "/cam-ket/"),
    }


def _week(portal: Portal) -> None:
    now, person = timezone.now(), make_user()
    week = LeaderSchedule.objects.create(
        portal=portal, monday=monday_of(local_date(now)), published_at=now, published_by=person
    )
    told: dict[str, Any] = {"schedule": week, "leader": "Chủ tịch", "public_since": now}
    for weekday, state in ((1, "planned"), (2, "cancelled"), (3, "planned")):
        row = ScheduleRow.objects.create(
            weekday=weekday, begins="09:30", ends="11:00", content="Họp giao ban",
            place="Phòng họp 1", participants="Các trưởng phòng", state=state, **told,
        )  # fmt: skip
    ScheduleChange.objects.create(
        row=row, sequence=1, made_at=now, made_by=person, before={"begins": "08:00", "ends": "10:00"},
        after={"begins": "09:30", "ends": "11:00"},
    )  # fmt: skip


def _plan(portal: Portal) -> OfficialDocumentPage:
    now, person = timezone.now(), make_user()
    today, document = local_date(now), make_official(portal, number="12/KH-UBND")
    plan = Plan.objects.create(
        portal=portal, document=document, kind="cong", first_year=today.year,
        last_year=today.year + 1, added_by=person, added_at=now,
    )  # fmt: skip
    for name, measured, due_in in (
        ("Hộ dùng nước sạch", 97, 90), ("Hồ sơ nộp trực tuyến", 61, 90), ("Đường bê tông", 40, -9),
    ):  # fmt: skip
        target = PlanTarget.objects.create(
            plan=plan, name=name, unit="%", base=30, wanted=95,
            due_on=today + timedelta(days=due_in), body="Văn phòng",
        )  # fmt: skip
        for back in (200, 20):
            target.values.create(
                value=measured - back // 20, as_of=today - timedelta(days=back),
                source="Báo cáo tháng", entered_by=person, entered_at=now,
            )  # fmt: skip
    return document


def _promises(portal: Portal, story: OfficialDocumentPage) -> None:
    now, person = timezone.now(), make_user()
    today = local_date(now)
    for number, (state, due_in, told_in) in enumerate(
        (("open", 20, 30), ("open", -20, -9), ("kept", -20, -9), ("dropped", -20, -9))
    ):
        day = today + timedelta(days=due_in)
        promise = AgencyPromise.objects.create(
            portal=portal, story=story, words=f"Xã sẽ sửa xong đoạn đường số {number}.",
            state=state, first_due_on=day, due_on=day, told_at=now + timedelta(days=told_in),
            found_at=now,
        )  # fmt: skip
        said = {"kept": {"act": "keep", "link": story.public_path()}}
        said["dropped"] = {"act": "drop", "reason": "Không được cấp vốn"}
        steps = [{"act": "confirm"}, *filter(None, [said.get(state)])]
        for step in steps:
            PromiseStep.objects.create(promise=promise, made_at=now, made_by=person, **step)
