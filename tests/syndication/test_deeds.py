"""What came from above and was settled by hand, read as deeds: in time, late, and what shows nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from portals.boards.enums import Position
from syndication import deeds
from syndication.deliveries.actions import ignore_deliveries, place_deliveries
from syndication.enums import DeliveryState, Urgency
from syndication.models import Delivery
from tests.factories import make_member, published_story
from tests.syndication.adaptations.casts import make_adapting_cast
from tests.syndication.casts import make_cast, send

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def received() -> list[tuple[int, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT user_id, is_right FROM ({deeds._RECEIVE}) AS deed ORDER BY at")
        return cursor.fetchall()


def test_to_place_in_time_is_right_and_after_the_hour_is_not() -> None:
    cast, now = make_cast(communes=1, at_once=False), timezone.now()
    commune = cast.communes[0]
    secretary = make_member(commune, Position.SECRETARY)

    def offered(**options: object) -> int:
        dispatch = send(published_story(cast.portal), cast.head, now=now, **options)
        return dispatch.deliveries.get(portal=commune).pk

    def place(delivery: int, when) -> None:
        place_deliveries(portal=commune, delivery_ids=[delivery], actor=secretary, now=when)

    in_time = offered(urgency=Urgency.PRIORITY, due_at=now + DAY)
    place(in_time, now)
    place(offered(), now + DAY)
    place(offered(urgency=Urgency.PRIORITY, due_at=now + DAY), now + 2 * DAY)
    assert received() == [(secretary.pk, True), (secretary.pk, True), (secretary.pk, False)]

    # The own version that takes its place days later says nothing of when it was placed.
    Delivery.objects.filter(pk=in_time).update(state=DeliveryState.ADAPTED, state_at=now + 5 * DAY)
    assert received().count((secretary.pk, False)) == 1
    # To leave aside takes no reason.
    ignore_deliveries(portal=commune, delivery_ids=[offered()], actor=secretary, now=now)
    assert len(received()) == 3


def test_a_delivery_that_nobody_settled_or_that_the_clock_did_is_nobodys_deed() -> None:
    cast, now = make_cast(communes=1, at_once=True), timezone.now()
    send(published_story(cast.portal), cast.head, now=now)
    assert received() == []


def test_an_own_version_is_a_deed_of_who_made_it_once_it_took_over() -> None:
    cast = make_adapting_cast()
    made = cast.adapt()

    def adapted() -> list[tuple[int, bool]]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT user_id, is_right FROM ({deeds._ADAPT}) AS deed")
            return cursor.fetchall()

    assert adapted() == []
    cast.publish(made)
    # Not of the head who approved it.
    assert adapted() == [(cast.editor.pk, True)]
