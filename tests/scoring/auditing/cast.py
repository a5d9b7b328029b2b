"""A month of two communes with an appeal, other points and a text, and an office that audits it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.test import Client

from editorial.models import StoryPage
from portals.auditors.models import AuditDecision
from portals.boards.models import User
from scoring.course.actions import appeal, override_line, rule_on_appeal
from scoring.enums import ProceedingState, Ruling
from scoring.models import Appeal, LineOverride, Scorecard
from tests.portals.auditors.cast import INSIDE, lead_of, let_in
from tests.scoring.cast import local, write
from tests.scoring.course.cast import APPEALING, DECIDING, Course, make_course, own_line, sheet
from tests.walls import desk_client

OCTOBER = date(2026, 10, 1)
WHY, ANSWER, OTHERWISE = "Tin này là tin gốc", "Đã xem lại tin", "Theo biên bản 12"


@dataclass
class Audited:
    """`stories`: one of each commune, published on the twelfth of October."""

    course: Course
    stories: list[StoryPage]

    @property
    def card(self) -> Scorecard:
        return self.course.card(0)

    @property
    def other(self) -> Scorecard:
        return self.course.card(1)

    def let_in(self, **changes: Any) -> AuditDecision:
        return let_in(self.course.province_head, **changes)

    def auditor(self, **changes: Any) -> User:
        return lead_of(self.let_in(**changes))


def make_audited() -> Audited:
    """October stands open to requests: one was ruled on, another line was given other points."""
    stories: list[StoryPage] = []

    def written(communes: list[Any]) -> None:
        stories.extend(
            write(portal, local(2026, 10, 12, 9), number)
            for number, portal in enumerate(communes, start=1)
        )

    course = make_course(first=written)
    course.signed(0, local(2026, 11, 3, 9), own_line(file=sheet(), text="Đã rà soát"))
    course.signed(1)
    course.at(ProceedingState.APPEALABLE)
    appeal(
        card=course.card(0),
        code="F1",
        text=WHY,
        files=[sheet()],
        actor=course.heads[0],
        now=APPEALING,
    )
    override_line(
        card=course.card(1), code="F2", points=Decimal("0.5"), reason=OTHERWISE,
        actor=course.head, now=APPEALING,
    )  # fmt: skip
    rule_on_appeal(
        appeal=Appeal.objects.get(), ruling=Ruling.REJECTED, answer=ANSWER, actor=course.deputy,
        now=DECIDING,
    )  # fmt: skip
    assert LineOverride.objects.count() == 1
    return Audited(course, stories)


def client_of(user: User) -> Client:
    """A browser of the auditor; the clock must stand inside the decision."""
    return desk_client(user)


NOW: datetime = INSIDE
