"""Several connections at once over what boards and desks do: a deadline meets an objection, an undo its start."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from editorial.models import Placement
from portals.boards.enums import Position
from portals.refusals import Refusal
from syndication.deliveries.actions import place_deliveries
from syndication.deliveries.objecting import UnableToObject, object_to_delivery
from syndication.dispatches.actions import UnableToUndo, start_dispatch, undo_dispatches
from syndication.dispatches.deadlines import pass_deadline
from syndication.dispatches.urgent import confirm_urgent, end_urgent_ones, renew_urgent
from syndication.enums import DeliveryState, DispatchState, How, Urgency
from syndication.models import URGENT_AT_A_TIME, Dispatch
from tests.factories import make_member, published_story
from tests.syndication.casts import make_cast, send, send_urgent

from .test_together import PATIENCE, another_connection, hold_up_slices, until_blocked, workers

pytestmark = pytest.mark.django_db(transaction=True)

DAY = timedelta(days=1)


def priority(cast):
    now = timezone.now()
    return send(cast.story, cast.head, urgency=Urgency.PRIORITY, due_at=now + DAY, now=now)


class TestADeadlineAndABoard:
    def test_an_objection_waits_for_the_deadline_and_comes_too_late(self) -> None:
        cast = make_cast(at_once=False)
        first = min(cast.communes, key=lambda portal: portal.pk)
        head = make_member(first, Position.HEAD)
        dispatch = priority(cast)
        delivery = dispatch.deliveries.select_related("portal").get(portal=first)
        with another_connection() as blocker, workers() as start:
            hold_up_slices(blocker, cast)
            passing = start(pass_deadline, dispatch_id=dispatch.pk, now=timezone.now() + DAY)
            until_blocked(1)
            objecting = start(
                object_to_delivery, delivery=delivery, reason="Sai", actor=head, now=timezone.now()
            )
            until_blocked(2)
            blocker.rollback()
            assert passing.result(PATIENCE) == 3
            with pytest.raises(UnableToObject):
                objecting.result(PATIENCE)

        delivery.refresh_from_db()
        assert (delivery.state, delivery.how) == (DeliveryState.PLACED, How.DEADLINE)

    def test_the_deadline_leaves_to_a_board_what_it_has_in_hand(self) -> None:
        cast = make_cast(at_once=False)
        commune = cast.communes[0]
        dispatch = priority(cast)
        delivery = dispatch.deliveries.get(portal=commune)
        later = timezone.now() + DAY
        with another_connection() as blocker, workers() as start:
            blocker.execute(
                "SELECT 1 FROM syndication_delivery WHERE id = %s FOR UPDATE", [delivery.pk]
            )
            assert start(pass_deadline, dispatch_id=dispatch.pk, now=later).result(PATIENCE) == 2
            dispatch.refresh_from_db()
            assert dispatch.due_passed_at is None
            blocker.rollback()

        assert pass_deadline(dispatch_id=dispatch.pk, now=later) == 1
        dispatch.refresh_from_db()
        assert dispatch.due_passed_at == later

    def test_board_and_deadline_together_place_once(self) -> None:
        cast = make_cast(at_once=False)
        commune = cast.communes[0]
        head = make_member(commune, Position.HEAD)
        dispatch = priority(cast)
        delivery = dispatch.deliveries.get(portal=commune)
        with workers(4) as start:
            later = timezone.now() + DAY
            acts = [
                start(pass_deadline, dispatch_id=dispatch.pk, now=later),
                start(
                    place_deliveries,
                    portal=commune, delivery_ids=[delivery.pk], actor=head, now=timezone.now(),
                ),
                start(pass_deadline, dispatch_id=dispatch.pk, now=later),
            ]  # fmt: skip
            for act in acts:
                try:
                    act.result(PATIENCE)
                except Refusal:
                    continue
        pass_deadline(dispatch_id=dispatch.pk, now=later)

        assert Placement.objects.filter(story=cast.story, portal=commune).count() == 1
        delivery.refresh_from_db()
        assert delivery.state == DeliveryState.PLACED
        assert delivery.how in {How.HAND, How.DEADLINE}


class TestUndoAndStart:
    def test_whoever_is_first_decides(self) -> None:
        for _ in range(5):
            cast = make_cast(at_once=False)
            now = timezone.now()
            dispatch = send(cast.story, cast.head, now=now, starts_at=now + DAY)
            with workers(2) as start:
                starting = start(start_dispatch, dispatch_id=dispatch.pk, now=now + DAY)
                undoing = start(undo_dispatches, dispatches=[dispatch], actor=cast.head, now=now)
                starting.result(PATIENCE)
                undone = True
                try:
                    undoing.result(PATIENCE)
                except UnableToUndo:
                    undone = False
            dispatch.refresh_from_db()
            assert dispatch.state == (DispatchState.UNDONE if undone else DispatchState.OPEN)
            assert dispatch.deliveries.count() == (0 if undone else 3)

    def test_an_undo_waits_for_the_start_and_is_refused(self) -> None:
        cast = make_cast(at_once=False)
        now = timezone.now()
        dispatch = send(cast.story, cast.head, now=now, starts_at=now + DAY)
        with another_connection() as blocker, workers() as start:
            # The start stops at the first delivery it writes, with the dispatch's row in hand.
            blocker.execute("LOCK TABLE syndication_delivery IN SHARE MODE")
            starting = start(start_dispatch, dispatch_id=dispatch.pk, now=now + DAY)
            until_blocked(1)
            undoing = start(undo_dispatches, dispatches=[dispatch], actor=cast.head, now=now)
            until_blocked(2)
            blocker.rollback()
            starting.result(PATIENCE)
            with pytest.raises(UnableToUndo):
                undoing.result(PATIENCE)


class TestUrgentOnes:
    def test_one_renewed_while_it_ends_stays(self) -> None:
        cast = make_cast(at_once=False)
        now = timezone.now()
        dispatch = send_urgent(cast, now=now)
        with another_connection() as blocker, workers() as start:
            # The renewal has the dispatch's row, and stops at the pins.
            blocker.execute(
                "SELECT 1 FROM editorial_placement WHERE story_id = %s FOR KEY SHARE",
                [cast.story.pk],
            )
            blocker.execute(
                "SELECT 1 FROM syndication_dispatch WHERE id = %s FOR SHARE", [dispatch.pk]
            )
            renewing = start(renew_urgent, dispatch=dispatch, actor=cast.head, now=now + DAY)
            until_blocked(1)
            blocker.rollback()
            renewing.result(PATIENCE)
            assert start(end_urgent_ones, now=now + DAY).result(PATIENCE) == 0

        dispatch.refresh_from_db()
        assert dispatch.urgent_slot is not None

    def test_of_many_confirmed_together_three_are_on_top(self) -> None:
        cast = make_cast(at_once=False)
        deputy = make_member(cast.portal, Position.DEPUTY)
        asked = [
            send(published_story(cast.portal), cast.head, urgency=Urgency.URGENT)
            for _ in range(URGENT_AT_A_TIME + 2)
        ]
        with workers(5) as start:
            acts = [
                start(confirm_urgent, dispatch=one, actor=deputy, now=timezone.now())
                for one in asked
            ]
            refused = 0
            for act in acts:
                try:
                    act.result(PATIENCE)
                except Refusal:
                    refused += 1

        assert refused == 2
        slots = Dispatch.objects.filter(urgent_slot__isnull=False).values_list("urgent_slot")
        assert sorted(slots) == [(1,), (2,), (3,)]
