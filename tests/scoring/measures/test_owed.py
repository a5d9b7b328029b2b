"""A5: of what fell due in the month, the share that stood there by its day; by days worked out by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from portals.boards.enums import Position
from portals.duties.models import Duty, DutyExemption, Obligation
from portals.models import Portal
from tests.factories import make_member, make_portal
from tests.portals.duties.cast import make_duty
from tests.scoring.cast import local, measure

pytestmark = pytest.mark.django_db
DUE = local(2026, 10, 15, 23)
START, END = local(2026, 10, 1, 0), local(2026, 11, 1, 0)
A_MOMENT = timedelta(microseconds=1)


@pytest.fixture
def portal() -> Portal:
    return make_portal()


@pytest.fixture
def duty() -> Duty:
    return make_duty(fulfilled_by="nowhere:x")


def owe(portal: Portal, duty: Duty, due_at: datetime = DUE, **told: Any) -> Obligation:
    number = Obligation.objects.count()
    return Obligation.objects.create(
        portal=portal,
        duty=duty,
        starts_on=date(2026, 7, 1) - timedelta(days=number),
        ends_on=date(2026, 10, 1),
        due_at=due_at,
        told_at=due_at,
        **told,
    )


def found(portal: Portal, **parameters: object) -> Any:
    return measure("owed.in_time", portal, **parameters)[portal.pk]


class TestTheShare:
    def test_of_what_was_public_by_its_day(self, portal: Portal, duty: Duty) -> None:
        owe(portal, duty, met_at=DUE)
        owe(portal, duty, met_at=DUE + A_MOMENT)
        owe(portal, duty)
        one = found(portal)
        assert (one.cases, one.value) == (3, Decimal(1) / 3)
        assert one.numbers == {"due": 3, "in_time": 1, "late": 1, "unshown": 1, "no_case": 0}
        assert sorted(thing.why for thing in one.evidence) == ["", "late", "unshown"]

    def test_of_what_fell_due_in_the_month(self, portal: Portal, duty: Duty) -> None:
        for moment in (START - A_MOMENT, START, END - A_MOMENT, END):
            owe(portal, duty, moment, met_at=moment)
        assert found(portal).cases == 2

    def test_as_it_was_when_the_month_ended(self, portal: Portal, duty: Duty) -> None:
        head = make_member(portal, Position.HEAD)
        owe(portal, duty, met_at=END)
        owe(portal, duty, nothing_at=END, nothing_by=head, nothing_reason="Không thu")
        one = found(portal)
        assert (one.cases, one.numbers["unshown"]) == (2, 2)

    def test_not_of_another_portal(self, portal: Portal, duty: Duty) -> None:
        owe(make_portal(), duty)
        assert found(portal).cases == 0

    def test_not_of_other_sections(self, portal: Portal) -> None:
        owe(portal, make_duty(code="khac", section="thong-ke"))
        assert found(portal).cases == 0
        assert found(portal, sections=["thong-ke"]).cases == 1


class TestNoCase:
    def test_where_nothing_arose(self, portal: Portal, duty: Duty) -> None:
        head = make_member(portal, Position.HEAD)
        owe(portal, duty, nothing_at=DUE, nothing_by=head, nothing_reason="Không thu")
        owe(portal, duty, met_at=DUE)
        one = found(portal)
        assert (one.cases, one.value, one.numbers["no_case"]) == (1, 1, 1)

    def test_where_it_does_not_apply(self, portal: Portal, duty: Duty) -> None:
        exemption = DutyExemption.objects.create(
            portal=portal,
            code=duty.code,
            reason="Không có ngân sách riêng",
            entered_by=make_member(portal),
            entered_at=END - A_MOMENT,
            period=duty.period,
        )
        owe(portal, duty, exempted_by=exemption)
        assert found(portal).cases == 0
        DutyExemption.objects.update(entered_at=END)
        assert found(portal).cases == 1
