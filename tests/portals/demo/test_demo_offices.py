"""The demo's boards that are not as usual are left by the verbs, and rights follow."""

from __future__ import annotations

import pytest
from django.utils import timezone

from portals.boards.approval import standing_waiver
from portals.boards.models import Absence, Delegation, User
from portals.boards.queries import portals_of
from portals.boards.rights_checks import RIGHTS_CHECKS
from portals.boards.staffing import StaffingRule, staffing_of
from portals.demo.offices import ALONE, CITY, HEALTH, SHORT, WARD, arrange_offices
from portals.demo.people import seat_boards
from portals.operations.checking import ask_checks
from tests.factories import OPENED_ON, make_portal

pytestmark = pytest.mark.django_db


def test_offices_of_the_demo() -> None:
    now = timezone.now()
    province = make_portal("province", code="27")
    portals = {
        code: make_portal(tier, code=code, overseer=province)
        for code, tier in (
            (CITY, "district"),
            (HEALTH, "department"),
            (SHORT, "district"),
            (WARD, "commune"),
            (ALONE, "commune"),
        )
    }
    everybody = [province, *portals.values()]
    crews = seat_boards(
        everybody, {portal.pk: f"x{portal.code.lower()}" for portal in everybody}, since=OPENED_ON
    )
    arrange_offices(everybody, crews, now=now)

    assert Delegation.objects.count() == Absence.objects.count() == 1
    assert standing_waiver(portals[ALONE], now)
    rows = {row.portal.code: row for row in staffing_of(everybody, now)}
    assert StaffingRule.VACANT in rows[SHORT].faults
    assert rows[ALONE].members == 1
    both = User.objects.get(posts__board=portals[WARD].board, posts__position="secretary")
    assert {portal.code for portal in portals_of(both, now)} == {CITY, WARD}
    assert [
        finding for finding in ask_checks(now=now, checks=RIGHTS_CHECKS) if not finding.is_good
    ] == []
