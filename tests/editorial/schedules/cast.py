"""A week for tests: Monday 23 November 2026 on."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from editorial.schedules.actions import ToldRow, keep_schedule, publish_schedule
from editorial.schedules.models import LeaderSchedule, ScheduleRow
from portals.clock import LOCAL_ZONE
from portals.models import Portal

MONDAY = date(2026, 11, 23)
CHAIR, DEPUTY = "Chủ tịch Nguyễn Văn Mẫu", "Phó Chủ tịch Trần Thị Thử"


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A moment of 2026, by the province's clock."""
    return datetime(2026, month, day, hour, minute, tzinfo=LOCAL_ZONE)


# The Friday before.
WRITTEN, PUBLISHED = at(20, 15), at(20, 16)


def told(content: str, weekday: int = 1, begins: str = "", ends: str = "", **words: Any) -> ToldRow:
    return ToldRow(
        weekday=weekday,
        content=content,
        **{"leader": CHAIR, **words},
        begins=time.fromisoformat(begins) if begins else None,
        ends=time.fromisoformat(ends) if ends else None,
    )


def as_told(row: ScheduleRow, **changes: Any) -> ToldRow:
    """The row as the form holds it before anybody typed."""
    names = (
        "weekday",
        "leader",
        "content",
        "begins",
        "ends",
        "place",
        "participants",
        "is_private",
    )
    same = {name: getattr(row, name) for name in names}
    return ToldRow(pk=row.pk, **{**same, "cancelled": row.state == "cancelled", **changes})


def write_week(
    portal: Portal, actor: Any, *rows: ToldRow, monday: date = MONDAY, version: int = 0
) -> LeaderSchedule:
    return keep_schedule(
        portal=portal, monday=monday, rows=rows, seen_version=version, actor=actor, now=WRITTEN
    )


def public_week(
    portal: Portal, actor: Any, *rows: ToldRow, monday: date = MONDAY, now: datetime = PUBLISHED
) -> LeaderSchedule:
    schedule = write_week(portal, actor, *rows, monday=monday)
    publish_schedule(schedule=schedule, actor=actor, now=now)
    schedule.refresh_from_db()
    return schedule


def change_week(
    schedule: LeaderSchedule,
    actor: Any,
    now: datetime,
    changes: dict[str, dict[str, Any]],
    *more: ToldRow,
) -> None:
    """Change rows by what they say, leave the others, and add more."""
    schedule.refresh_from_db()
    rows = [as_told(row, **changes.get(row.content, {})) for row in schedule.rows.order_by("pk")]
    keep_schedule(
        portal=schedule.portal, monday=schedule.monday, rows=[*rows, *more],
        seen_version=schedule.version, actor=actor, now=now,
    )  # fmt: skip
