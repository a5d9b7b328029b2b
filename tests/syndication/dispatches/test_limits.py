"""The limits of sending, placing, trying again and reminding: what each refuses, and whose rows it leaves alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import Placement, StoryPage
from portals.boards.enums import Position
from portals.refusals import NotYourOffice
from syndication.deliveries.actions import UnableToPlace, ignore_deliveries, place_deliveries
from syndication.deliveries.republishing import republish_story
from syndication.dispatches.actions import (
    OFFER_TIME,
    UNDO_TIME,
    UnableToDispatch,
    UnableToUndo,
    send_on,
    start_dispatch,
    undo_dispatches,
)
from syndication.dispatches.deadlines import (
    TRY_EVERY,
    TRY_FOR,
    NothingToRepeat,
    dispatches_to_repeat,
    next_try_at,
    pass_deadline,
    repeat_now,
)
from syndication.dispatches.nudging import NobodyToNudge, nudge_boards
from syndication.enums import DeliveryState, DispatchState, How, Urgency
from syndication.jobs import place_dispatch
from syndication.models import Delivery, Dispatch, Nudge
from syndication.recalls.recalling import recall_story
from tests.factories import make_member, make_portal, published_story, section_of
from tests.syndication.casts import make_cast, place_at_once, send

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def cast():
    return make_cast(at_once=False)


@pytest.fixture
def commune(cast):
    return cast.communes[0]


@pytest.fixture
def head(commune):
    return make_member(commune, Position.HEAD)


def to(portal, dispatch: Dispatch) -> Delivery:
    return dispatch.deliveries.select_related("portal").get(portal=portal)


def recall(cast) -> None:
    recall_story(
        story=cast.story,
        kind=RemovalKind.IN_ERROR,
        reason="Sai",
        actor=cast.head,
        now=timezone.now(),
    )


def publish_again(story: StoryPage) -> None:
    StoryPage.objects.get(pk=story.pk).get_latest_revision().publish(skip_permission_checks=True)


def failed_at(portal, cast, now=None) -> Dispatch:
    place_at_once(portal)
    section_of(portal).delete()
    dispatch = send(cast.story, cast.head, **({"now": now} if now else {}))
    place_dispatch(dispatch_id=dispatch.pk)
    return dispatch


class TestSendingOn:
    def test_is_of_what_stands_on_the_senders_portal(self, cast, commune) -> None:
        story = published_story(commune)
        given = {"story": story, "sender": cast.portal, "actor": cast.head, "now": timezone.now()}
        with pytest.raises(UnableToDispatch):
            send_on(**given)
        republish_story(
            story=story, section=section_of(cast.portal), actor=cast.head, now=timezone.now()
        )

        dispatch = send_on(**given)

        assert (dispatch.sender, dispatch.state) == (cast.portal, DispatchState.PLANNED)

    def test_is_not_of_what_stood_there_once_or_stands_elsewhere(self, cast, commune, head) -> None:
        story = published_story(cast.portal)
        republish_story(story=story, section=section_of(commune), actor=head, now=timezone.now())
        deputy = make_member(cast.district, Position.DEPUTY)
        given = {"story": story, "sender": cast.district, "actor": deputy, "now": timezone.now()}
        with pytest.raises(UnableToDispatch):
            send_on(**given)
        placed = republish_story(
            story=story, section=section_of(cast.district), actor=deputy, now=timezone.now()
        )
        Placement.objects.filter(pk=placed.pk).update(
            removed_at=timezone.now() + DAY, removal_kind="taken_down"
        )

        with pytest.raises(UnableToDispatch):
            send_on(**given)

        assert not Dispatch.objects.exists()

    def test_is_for_the_desk_of_the_portal_where_it_stands(self, cast, commune) -> None:
        story = published_story(commune)
        republish_story(
            story=story, section=section_of(cast.portal), actor=cast.head, now=timezone.now()
        )
        for stranger in (
            make_member(cast.portal, Position.EDITOR),
            make_member(cast.district, Position.HEAD),
        ):
            with pytest.raises(NotYourOffice):
                send_on(story=story, sender=cast.portal, actor=stranger, now=timezone.now())


class TestTimes:
    def test_an_offer_is_open_as_long_when_it_was_planned(self, cast) -> None:
        now = timezone.now()

        dispatch = send(cast.story, cast.head, now=now, starts_at=now + 3 * DAY)

        assert dispatch.due_at == now + 3 * DAY + OFFER_TIME

    @pytest.mark.parametrize("ahead", [timedelta(), 2 * DAY])
    def test_a_deadline_lies_after_the_beginning(self, cast, ahead) -> None:
        now = timezone.now()
        given = {"now": now, "starts_at": now + ahead, "urgency": Urgency.PRIORITY}
        for due_at in (now + ahead, now + ahead - INSTANT):
            with pytest.raises(UnableToDispatch):
                send(cast.story, cast.head, due_at=due_at, **given)

        assert send(cast.story, cast.head, due_at=now + ahead + INSTANT, **given).due_at

    def test_a_plan_starts_at_its_instant_and_not_before(self, cast) -> None:
        now = timezone.now()
        dispatch = send(cast.story, cast.head, now=now, starts_at=now + UNDO_TIME)

        assert not start_dispatch(dispatch_id=dispatch.pk, now=now + UNDO_TIME - INSTANT)
        assert not dispatch.deliveries.exists()
        start_dispatch(dispatch_id=dispatch.pk, now=now + UNDO_TIME)
        assert dispatch.deliveries.count() == 3

    def test_a_plan_does_not_start_for_a_story_that_stands_nowhere(self, cast) -> None:
        now = timezone.now()
        dispatch = send(cast.story, cast.head, now=now, starts_at=now + DAY)
        cast.story.placements.update(removed_at=now + DAY, removal_kind="expired")

        assert not start_dispatch(dispatch_id=dispatch.pk, now=now + DAY)

        assert not dispatch.deliveries.exists()

    def test_an_offer_lapses_at_its_instant_and_not_before(self, cast) -> None:
        now = timezone.now()
        dispatch = send(cast.story, cast.head, now=now)

        assert pass_deadline(dispatch_id=dispatch.pk, now=now + OFFER_TIME - INSTANT) == 0
        assert pass_deadline(dispatch_id=dispatch.pk, now=now + OFFER_TIME) == 3

    def test_a_deadline_settles_the_rows_of_its_own_dispatch(self, cast) -> None:
        now = timezone.now()
        due = send(cast.story, cast.head, now=now)
        others = [
            send(published_story(cast.portal), cast.head, now=now, due_at=now + 99 * DAY),
            send(
                published_story(cast.portal), cast.head,
                now=now, due_at=now + 99 * DAY, urgency=Urgency.PRIORITY,
            ),
        ]  # fmt: skip

        pass_deadline(dispatch_id=due.pk, now=now + OFFER_TIME)

        for other in others:
            assert set(other.deliveries.values_list("state", flat=True)) == {DeliveryState.WAITING}
            assert pass_deadline(dispatch_id=other.pk, now=now + OFFER_TIME) == 0


class TestUndoing:
    def test_is_of_all_or_of_none(self, cast) -> None:
        now = timezone.now()
        planned = send(cast.story, cast.head, now=now, starts_at=now + DAY)
        out = send(published_story(cast.portal), cast.head, now=now)

        for order in ([planned, out], [out, planned]):
            with pytest.raises(UnableToUndo):
                undo_dispatches(dispatches=order, actor=cast.head, now=now)

        for dispatch, state in ((planned, DispatchState.PLANNED), (out, DispatchState.OPEN)):
            dispatch.refresh_from_db()
            assert dispatch.state == state

    def test_asks_for_the_desk_of_each(self, cast) -> None:
        now = timezone.now()
        own = send(cast.story, cast.head, now=now, starts_at=now + DAY)
        district_head = make_member(cast.district, Position.HEAD)
        foreign = send(published_story(cast.district), district_head, now=now, starts_at=now + DAY)

        for actor in (cast.head, district_head):
            with pytest.raises(NotYourOffice):
                undo_dispatches(dispatches=[own, foreign], actor=actor, now=now)

        assert set(Dispatch.objects.values_list("state", flat=True)) == {DispatchState.PLANNED}

    def test_is_of_an_urgent_one_that_waits_too(self, cast) -> None:
        asked = send(cast.story, cast.head, urgency=Urgency.URGENT)

        assert undo_dispatches(dispatches=[asked], actor=cast.head, now=timezone.now()) == 1


class TestAHand:
    def test_leaves_aside_what_is_its_own_boards(self, cast, commune, head) -> None:
        dispatch = send(cast.story, cast.head)
        own, foreign = to(commune, dispatch), to(cast.communes[1], dispatch)

        given = {"portal": commune, "actor": head, "now": timezone.now()}
        assert ignore_deliveries(delivery_ids=[own.pk, foreign.pk], **given) == 1
        assert to(cast.communes[1], dispatch).state == DeliveryState.WAITING
        for left in (own, foreign):
            with pytest.raises(UnableToPlace):
                ignore_deliveries(delivery_ids=[left.pk], **given)

    @pytest.mark.parametrize("place", ["commune", "other"])
    def test_leaves_nothing_aside_without_a_desk(self, cast, commune, place) -> None:
        row = to(commune, send(cast.story, cast.head))
        actor = (
            make_member(commune, Position.EDITOR)
            if place == "commune"
            else make_member(cast.communes[1], Position.HEAD)
        )

        with pytest.raises(NotYourOffice):
            ignore_deliveries(
                portal=commune, delivery_ids=[row.pk], actor=actor, now=timezone.now()
            )

        assert to(commune, row.dispatch).state == DeliveryState.WAITING

    def test_leaves_to_a_job_what_is_the_jobs(self, cast, commune, head) -> None:
        place_at_once(commune)
        dispatch = send(cast.story, cast.head)
        row = to(commune, dispatch)

        with pytest.raises(UnableToPlace):
            place_deliveries(portal=commune, delivery_ids=[row.pk], actor=head, now=timezone.now())

        assert place_dispatch(dispatch_id=dispatch.pk) == 1
        assert to(commune, dispatch).how == How.RULE

    def test_places_nothing_by_a_dispatch_that_a_recall_ended(self, cast, commune, head) -> None:
        """What lapsed stays so through a recall, and the story may be public again: by a new dispatch only."""
        row = to(commune, send(cast.story, cast.head))
        ignore_deliveries(portal=commune, delivery_ids=[row.pk], actor=head, now=timezone.now())
        recall(cast)
        publish_again(cast.story)

        with pytest.raises(UnableToPlace):
            place_deliveries(portal=commune, delivery_ids=[row.pk], actor=head, now=timezone.now())

        assert not Placement.objects.standing().filter(portal=commune).exists()

    def test_counts_what_others_settled_as_missed(self, cast, commune, head) -> None:
        rows = [to(commune, send(published_story(cast.portal), cast.head)) for _ in range(2)]
        given = {"portal": commune, "actor": head, "now": timezone.now()}
        ignored = to(cast.communes[1], rows[0].dispatch)

        done = place_deliveries(delivery_ids=[rows[0].pk, rows[1].pk, ignored.pk], **given)

        assert (done.placed, done.already, done.missed) == (2, 0, 1)
        assert to(cast.communes[1], rows[0].dispatch).state == DeliveryState.WAITING


class TestTryingAgain:
    def test_is_for_the_desk_that_sent_it(self, cast, commune, head) -> None:
        dispatch = failed_at(commune, cast)
        later = timezone.now() + INSTANT

        for stranger in (head, make_member(cast.portal, Position.EDITOR)):
            with pytest.raises(NotYourOffice):
                repeat_now(dispatch=dispatch, actor=stranger, now=later)

    def test_is_of_its_own_failures(self, cast, commune) -> None:
        failed_at(commune, cast)
        other = send(published_story(cast.portal), cast.head)

        with pytest.raises(NothingToRepeat):
            repeat_now(dispatch=other, actor=cast.head, now=timezone.now() + DAY)

    def test_begins_an_hour_after_the_failure_and_ends_with_a_week(self, cast, commune) -> None:
        dispatch = failed_at(commune, cast)
        row = to(commune, dispatch)
        first = row.state_at + TRY_EVERY

        assert dispatches_to_repeat(first - INSTANT) == []
        assert dispatches_to_repeat(first) == [dispatch.pk]
        assert dispatches_to_repeat(dispatch.starts_at + TRY_FOR) == [dispatch.pk]
        assert dispatches_to_repeat(dispatch.starts_at + TRY_FOR + INSTANT) == []
        row.state_at = dispatch.starts_at + TRY_FOR - TRY_EVERY
        assert next_try_at(row, dispatch) == dispatch.starts_at + TRY_FOR
        row.state_at += INSTANT
        assert next_try_at(row, dispatch) is None

    def test_is_over_with_a_recall(self, cast, commune) -> None:
        """A failed delivery keeps its reason, and is placed no more: not when the story is public again, either."""
        dispatch = failed_at(commune, cast)
        recall(cast)
        publish_again(cast.story)
        commune.section_choices.create(
            section_type_id="tin-tuc", section=section_of(commune, "chi-dao")
        )
        dispatch.refresh_from_db()

        assert dispatches_to_repeat(timezone.now() + 2 * TRY_EVERY) == []
        assert next_try_at(to(commune, dispatch), dispatch) is None
        repeat_now(dispatch=dispatch, actor=cast.head, now=timezone.now() + DAY)

        assert not Placement.objects.standing().filter(portal=commune).exists()
        assert to(commune, dispatch).state == DeliveryState.RECALLED


class TestReminding:
    def test_is_of_boards_that_still_have_to_decide(self, cast, commune, head) -> None:
        place_at_once(cast.district)
        dispatch = send(cast.story, cast.head)
        ignore_deliveries(
            portal=commune,
            delivery_ids=[to(commune, dispatch).pk],
            actor=head,
            now=timezone.now(),
        )

        assert nudge_boards(dispatch=dispatch, actor=cast.head, now=timezone.now()) == 1

        # Not the board that left it aside, nor the one whose job has it in hand.
        assert Nudge.objects.get().portal == cast.communes[1]

    @pytest.mark.parametrize("urgency", [Urgency.ORDINARY, Urgency.PRIORITY])
    def test_is_of_nobody_once_the_machine_settled_it(self, cast, urgency) -> None:
        now = timezone.now()
        dispatch = send(cast.story, cast.head, urgency=urgency, due_at=now + DAY, now=now)
        pass_deadline(dispatch_id=dispatch.pk, now=now + DAY)

        with pytest.raises(NobodyToNudge):
            nudge_boards(dispatch=dispatch, actor=cast.head, now=now + DAY)

    def test_is_of_boards_of_that_dispatch(self, cast) -> None:
        other = make_portal("district", overseer=cast.portal)
        dispatch = send(cast.story, cast.head)
        Delivery.objects.filter(dispatch=dispatch, portal=other).delete()
        send(published_story(cast.portal), cast.head)

        nudge_boards(dispatch=dispatch, actor=cast.head, now=timezone.now())

        told = set(Nudge.objects.values_list("portal", flat=True))
        assert told == {portal.pk for portal in cast.receivers}

    def test_is_not_for_the_senders_editors(self, cast) -> None:
        editor = make_member(cast.portal, Position.EDITOR)

        with pytest.raises(NotYourOffice):
            nudge_boards(dispatch=send(cast.story, cast.head), actor=editor, now=timezone.now())
