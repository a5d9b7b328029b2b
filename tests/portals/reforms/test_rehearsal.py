"""A rehearsal carries a change out and takes it back, and says what was not as it should be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine

from portals.boards.enums import Position
from portals.clock import LOCAL_ZONE
from portals.models import Portal
from portals.reforms.enums import ActDirection
from portals.reforms.models import ReformAct
from portals.reforms.rehearsal import Rehearsed, UnableToRehearse, rehearse
from portals.reforms.sheet import ReformLine, ReformUnitSpec
from portals.reforms.state_digest import not_as_before, rows_left, state_digest
from tests.factories import make_member, make_portal, make_province_tree
from tests.portals.accountability.cases import make_case

pytestmark = pytest.mark.django_db
NOW = datetime(2031, 7, 1, 9, tzinfo=LOCAL_ZONE)


@pytest.fixture(autouse=True)
def _that_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


def _when() -> str:
    last = ReformAct.objects.done().first()
    return "after" if last is not None and last.direction == ActDirection.FORWARD else "again"


def rehearsed(portals: list[Portal], overseer: Portal, faults: dict[str, str]) -> Rehearsed:
    unit = ReformUnitSpec("MOI", "Xã Mới", "commune", overseer.code)
    lines = [
        ReformLine(line, portal.code, portal.name, result=unit)
        for line, portal in enumerate(portals, start=2)
    ]
    return rehearse(
        lines,
        day=NOW.date(),
        now=NOW,
        addresses=7,
        ask=lambda _address: faults.get(_when(), ""),
    )


def test_says_what_was_wrong_and_what_stays() -> None:
    province, district, communes = make_province_tree(2)
    with pytest.raises(UnableToRehearse, match="two heads"):
        rehearsed(communes, district, {})
    for position in (Position.HEAD, Position.DEPUTY):
        make_member(province, position)

    found = rehearsed(communes, district, {})

    assert found.is_good
    assert (found.portals_ending, found.portals_opened, found.addresses_asked) == (2, 1, 7)
    assert found.rows_written["portals_portal"] == 2
    assert (found.kept, found.rows_left, found.tables_not_as_before) == ([], {}, [])

    make_case(communes[0], now=NOW)
    found = rehearsed(communes, district, {"after": "404"})

    assert set(found.address_faults) == {"404"}
    assert found.addresses_asked == len(found.address_faults) > 7
    assert not found.is_good
    # The records of the request name the portal that was opened.
    assert (len(found.kept), found.rows_left["portals_portal"]) == (1, 1)
    assert found.tables_not_as_before == []


def test_what_does_not_answer_without_the_change_either_is_no_fault() -> None:
    province, district, communes = make_province_tree(2)
    for position in (Position.HEAD, Position.DEPUTY):
        make_member(province, position)

    found = rehearsed(communes, district, {"again": "404", "after": "404"})

    assert (found.addresses_asked, found.is_good) == (0, True)


def test_a_digest_sees_a_row_that_differs_that_is_gone_and_that_is_new() -> None:
    one, other = make_portal(), make_portal()
    before = state_digest()
    assert (not_as_before(before), rows_left(before)) == ([], {})

    Portal.objects.filter(pk=one.pk).update(phone="0222")
    other.oversights.all().delete()
    other.addresses.all().delete()
    make_portal()

    assert {"portals_portal", "portals_portaladdress"} <= set(not_as_before(before))
    assert rows_left(before)["portals_portal"] == 1
