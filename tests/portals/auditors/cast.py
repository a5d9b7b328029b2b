"""An audit for tests: an office that does not exist, let in by its decision."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile

from portals.auditors.actions import DecisionOnPaper, enter_decision
from portals.auditors.models import AuditDecision, Auditor
from portals.boards.actions.people import Person
from portals.boards.models import User
from tests.support.files import pdf

OFFICE = "Thanh tra minh họa"
STARTS, LAST = date(2026, 11, 2), date(2026, 11, 30)
INSIDE = datetime.fromisoformat("2026-11-16T09:00:00+07:00")


def paper(**changes: Any) -> DecisionOnPaper:
    told: dict[str, Any] = {
        "office": OFFICE,
        "number": "12/QĐ-TT",
        "decided_on": date(2026, 10, 30),
        "starts_on": STARTS,
        "last_on": LAST,
        "first_month": date(2026, 9, 1),
    }
    return DecisionOnPaper(**(told | changes))


def let_in(actor: User, *people: Person, now: datetime = INSIDE, **changes: Any) -> AuditDecision:
    return enter_decision(
        paper=paper(**changes),
        file=ContentFile(pdf(), name="quyet-dinh.pdf"),
        team=people or [Person("Ngô Thị Kiểm", "", "kiem@example.vn")],
        actor=actor,
        now=now,
    )


def lead_of(decision: AuditDecision) -> User:
    return Auditor.objects.select_related("user").get(decision=decision, leads=True).user
