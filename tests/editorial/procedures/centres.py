"""A centre for tests."""

from __future__ import annotations

from datetime import time
from typing import Any

from editorial.procedures.centres.actions import CentreDetails, keep_centre
from editorial.procedures.models import PointHours, PointOfficer, ServicePoint
from portals.models import Portal
from tests.factories import NOON

WEEK = (1, 2, 3, 4, 5)


def day(weekday: int, *hours: str) -> PointHours:
    """Hours as "07:30", two or four of them."""
    names = ("morning_from", "morning_to", "afternoon_from", "afternoon_to")
    given = {name: time.fromisoformat(hour) for name, hour in zip(names, hours, strict=False)}
    return PointHours(weekday=weekday, **given)


def open_centre(portal: Portal, *, actor: Any = None, **details: str) -> ServicePoint:
    told = {
        "name": f"Trung tâm Phục vụ hành chính công {portal.name}", "address": "Số 1 đường Thử",
        "phone": "0222 000 009", **details,
    }  # fmt: skip
    return keep_centre(
        portal=portal,
        details=CentreDetails(**told),
        hours=[day(weekday, "07:30", "11:30", "13:30", "17:00") for weekday in WEEK],
        officers=[PointOfficer(post="Quầy số 1", name="Nguyễn Văn Mẫu", phone="0222 000 010")],
        actor=actor,
        now=NOON,
    )
