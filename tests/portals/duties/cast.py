"""A list of duties and something that fulfils them, for tests."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from portals.duties.models import Duty
from portals.duties.registry import DutyEvent, EventSource, Fulfilment, PublishedForDuty
from portals.models import Portal

NOON = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
# Long enough before that boards were heard since.
ASKED = datetime(2026, 11, 5, 5, 0, tzinfo=UTC)


@dataclass
class Posts(Fulfilment):
    """What the test put up."""

    code: str = "post"
    up: list[PublishedForDuty] = field(default_factory=list)

    def put(
        self, portal: Portal, what: str, on: date, at: datetime, event: str = ""
    ) -> PublishedForDuty:
        one = PublishedForDuty(
            portal.pk, what, on, at, f"{what} {on:%m/%Y}", f"/{what}/{on:%Y-%m}/", event
        )
        self.up.append(one)
        return one

    def deliveries(self, whats: Collection[str], since: date) -> Iterable[PublishedForDuty]:
        return [one for one in self.up if one.what in whats]

    def knows(self, what: str) -> bool:
        return what != "unknown"

    def work_url(self, portal_id: int, what: str) -> str:
        return f"/dang/{portal_id}/{what}/"


@dataclass
class Signings(EventSource):
    """What the test had signed."""

    code: str = "signed"
    happened: list[DutyEvent] = field(default_factory=list)

    def happen(self, portal: Portal, on: date, *, what: str = "kl", number: int = 0) -> DutyEvent:
        number = number or len(self.happened) + 1
        key, title = f"signed:{number}", f"Kết luận số {number}"
        self.happened.append(DutyEvent(portal.pk, what, key, on, title))
        return self.happened[-1]

    def events(self, whats: Collection[str], since: date) -> Iterable[DutyEvent]:
        return [one for one in self.happened if one.what in whats and one.on >= since]

    def knows(self, what: str) -> bool:
        return what != "unknown"


def make_event_duty(**changes: Any) -> Duty:
    told: dict[str, Any] = {
        "code": "ket-luan",
        "title": "Kết luận thanh tra",
        "section": "thanh-tra",
        "fulfilled_by": "post:conclusion",
        "frequency": "event",
        "due_from": "start",
        "begins_with": "signed:kl",
        "times_a_year": 4,
        "due_days": 10,
    }
    return make_duty(**(told | changes))


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
