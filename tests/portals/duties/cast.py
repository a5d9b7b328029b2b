"""A list of duties and something that fulfils them, for tests."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from portals.duties.models import Duty
from portals.duties.registry import Fulfilment, PublishedForDuty
from portals.models import Portal

NOON = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
# Long enough before that boards were heard since.
ASKED = datetime(2026, 11, 5, 5, 0, tzinfo=UTC)


@dataclass
class Posts(Fulfilment):
    """What the test put up."""

    code: str = "post"
    up: list[PublishedForDuty] = field(default_factory=list)

    def put(self, portal: Portal, what: str, on: date, at: datetime) -> PublishedForDuty:
        one = PublishedForDuty(
            portal.pk, what, on, at, f"{what} {on:%m/%Y}", f"/{what}/{on:%Y-%m}/"
        )
        self.up.append(one)
        return one

    def deliveries(self, whats: Collection[str], since: date) -> Iterable[PublishedForDuty]:
        return [one for one in self.up if one.what in whats]

    def knows(self, what: str) -> bool:
        return what != "unknown"

    def work_url(self, portal_id: int, what: str) -> str:
        return f"/dang/{portal_id}/{what}/"


def make_duty(**changes: Any) -> Duty:
    told: dict[str, Any] = {
        "code": "ngan-sach-quy",
        "tier_id": "commune",
        "title": "Ngân sách quý",
        "section": "ngan-sach",
        "fulfilled_by": "post:budget",
        "frequency": "quarter",
        "due_from": "end",
        "due_days": 15,
        "told_after": 5,
        "minutes": 20,
        "period": DateRange(date(2026, 1, 1), None),
    }
    return Duty.objects.create(**(told | changes))
