"""Requests for tests: sent, and taken along by events."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from portals.accountability.actions.receiving import Sent, receive_case
from portals.accountability.enums import CaseKind, CaseSource, CaseStep
from portals.accountability.models import CaseEvent, CitizenCase
from portals.accountability.recording import CaseHappening, held_case, record_event
from portals.clock import LOCAL_ZONE
from portals.models import Portal


def local(day: int, clock: str = "10:00") -> datetime:
    """A moment of November 2026, whose 2nd, 9th, 16th, 23rd and 30th are Mondays."""
    return datetime.fromisoformat(f"2026-11-{day:02} {clock}").replace(tzinfo=LOCAL_ZONE)


def make_case(
    portal: Portal,
    *,
    now: datetime | None = None,
    source: CaseSource = CaseSource.FORM,
    **sent: Any,
) -> CitizenCase:
    """A question that reached `portal` on Monday, 2 November 2026 at ten, unless said otherwise."""
    words = {
        "kind": CaseKind.QUESTION,
        "subject": "Đèn đường thôn Đông",
        "text": "Đèn đường ở thôn Đông hỏng đã hai tuần, bao giờ được sửa?",
        "person_name": "Nguyễn Văn Thử",
        "email": "thu@example.vn",
    }
    return receive_case(
        portal=portal,
        sent=Sent(**{**words, **sent}),
        source=source,
        actor=None,
        now=now or local(2),
    )


@transaction.atomic
def happens(case: CitizenCase, step: CaseStep, now: datetime, **more: Any) -> CaseEvent:
    """Record an event of a case and save it; `case` is read anew."""
    held = held_case(case.pk)
    event = record_event(held, step, actor=None, now=now, more=CaseHappening(**more))
    held.save()
    case.refresh_from_db()
    return event
