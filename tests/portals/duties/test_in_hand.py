"""For which duty a page is opened, and that what is published just now waits for nobody any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import RequestFactory

from portals.boards.enums import Position
from portals.duties.in_hand import duty_in_hand, opened_for
from portals.duties.models import Obligation
from portals.duties.noting import note_at_once
from portals.duties.registry import PublishedForDuty
from portals.models import Portal
from tests.factories import make_member, make_portal

from .cast import NOON, make_duty

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 30)
DAY = timedelta(days=1)


@pytest.fixture
def portal() -> Portal:
    return make_portal()


@pytest.fixture
def owed(portal) -> Obligation:
    duty = make_duty(
        code="lich-tuan", fulfilled_by="post:week", frequency="week", due_from="start", due_days=0
    )
    return Obligation.objects.create(
        portal=portal,
        duty=duty,
        starts_on=MONDAY,
        ends_on=MONDAY + 7 * DAY,
        due_at=NOON,
        told_at=NOON,
    )


def week_of(portal: Portal, on: date = MONDAY) -> PublishedForDuty:
    return PublishedForDuty(portal.pk, "week", on, NOON, "tuần từ 30/11", "/lich/?tuan=2026-11-30")


class TestTheDutyInHand:
    def in_hand(self, portal: Portal, asked: str):
        request = RequestFactory().get(f"/x/{asked}")
        request.user = make_member(portal, Position.EDITOR)
        return duty_in_hand(request)

    def test_is_the_one_that_the_address_names(self, portal, owed) -> None:
        found = self.in_hand(portal, f"?cho={owed.pk}")
        assert found is not None
        assert (found.title, found.starts_on) == ("Ngân sách quý", MONDAY)
        assert found.url.endswith(f"#viec-{owed.pk}")

    @pytest.mark.parametrize("asked", ["", "?cho=", "?cho=x", "?cho=-1", "?cho=999999999999999"])
    def test_is_none_for_what_is_not_there(self, portal, owed, asked) -> None:
        assert self.in_hand(portal, asked) is None

    def test_is_no_other_portals_and_none_that_is_met(self, portal, owed) -> None:
        assert self.in_hand(make_portal(), f"?cho={owed.pk}") is None
        Obligation.objects.update(met_at=NOON)
        assert self.in_hand(portal, f"?cho={owed.pk}") is None

    def test_goes_before_the_place_on_the_page(self) -> None:
        assert opened_for("/bieu/?x=1#to", 7) == "/bieu/?x=1&cho=7#to"


class TestNotingAtOnce:
    def test_meets_the_period_of_that_day(self, portal, owed) -> None:
        assert note_at_once(week_of(portal), fulfilment="post") == 1
        owed.refresh_from_db()
        assert (owed.met_at, owed.met_by) == (NOON, "tuần từ 30/11")
        assert owed.address == "/lich/?tuan=2026-11-30"

    @pytest.mark.parametrize("on", [MONDAY - DAY, MONDAY + 7 * DAY])
    def test_meets_no_other_week(self, portal, owed, on) -> None:
        assert note_at_once(week_of(portal, on), fulfilment="post") == 0

    def test_meets_nothing_else(self, portal, owed) -> None:
        assert note_at_once(week_of(make_portal()), fulfilment="post") == 0
        assert note_at_once(replace(week_of(portal), what="month"), fulfilment="post") == 0
        assert note_at_once(week_of(portal), fulfilment="other") == 0

    def test_leaves_what_was_taken_down_or_settled_to_the_round(self, portal, owed) -> None:
        Obligation.objects.update(taken_down_at=NOON)
        assert note_at_once(week_of(portal), fulfilment="post") == 0
        Obligation.objects.update(taken_down_at=None, met_at=NOON - DAY)
        assert note_at_once(week_of(portal), fulfilment="post") == 0
        owed.refresh_from_db()
        assert owed.met_at == NOON - DAY
