"""Several connections at once: sending, placing, recalling and moving one story."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import Placement, StoryPage
from editorial.placements.actions import move_story
from portals.boards.enums import Position
from portals.models import Portal
from syndication.dispatches.actions import UnableToDispatch
from syndication.enums import DeliveryState, DispatchState
from syndication.jobs import place_dispatch
from syndication.models import Dispatch
from syndication.placing.actions import place_slice
from syndication.proposals.actions import UnableToDecide, propose_story, take_proposal
from syndication.recalls.recalling import recall_story
from tests.factories import make_member, published_story, section_of
from tests.syndication.casts import Province, make_cast, send

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 20.0


@contextmanager
def another_connection() -> Iterator[psycopg.Connection[Any]]:
    """A connection that is no Django connection; what it began is rolled back at the end."""
    parameters = connection.get_connection_params()
    given = {
        key: parameters[key]
        for key in ("dbname", "user", "password", "host", "port")
        if key in parameters
    }
    with psycopg.connect(**given) as opened:
        yield opened
        opened.rollback()


@contextmanager
def workers(count: int = 3) -> Iterator[Callable[..., Future[Any]]]:
    """Run calls in threads, each with a connection of its own."""

    def run(call: Callable[..., Any], given: dict[str, Any]) -> Any:
        try:
            return call(**given)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        yield lambda call, **given: pool.submit(run, call, given)


def until_blocked(count: int) -> None:
    """Wait until `count` connections to this database wait for a lock."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] == count:
                return
        time.sleep(0.02)
    pytest.fail(f"{count} connections should wait for a lock")


def hold_up_slices(blocker: psycopg.Connection[Any], cast: Province) -> None:
    """Let every slice stop at the last receiver, with all its locks taken."""
    hold_up_placing(blocker, max(cast.receivers, key=lambda portal: portal.pk), cast.story)


def hold_up_placing(blocker: psycopg.Connection[Any], portal: Portal, story: StoryPage) -> None:
    """Let whoever places the story on the portal stop there."""
    blocker.execute(
        "INSERT INTO editorial_placement (portal_id, section_id, story_id, role, kind, via,"
        " placed_at, removal_kind, removal_reason)"
        " VALUES (%s, %s, %s, 'republished', 'article', '', now(), '', '')",
        [portal.pk, section_of(portal).pk, story.pk],
    )


def hold_up_recalls(blocker: psycopg.Connection[Any], cast: Province) -> None:
    """Let a recall stop at the page itself, with its locks on what travels taken."""
    blocker.execute(
        "SELECT 1 FROM editorial_storypage WHERE page_ptr_id = %s FOR KEY SHARE", [cast.story.pk]
    )


def recall(cast: Province) -> None:
    recall_story(
        story=StoryPage.objects.get(pk=cast.story.pk),
        kind=RemovalKind.IN_ERROR,
        reason="Sai số liệu",
        actor=cast.head,
        now=timezone.now(),
    )


def standing(story: StoryPage) -> int:
    return Placement.objects.standing().filter(story=story).count()


def assert_recalled(dispatch: Dispatch) -> None:
    dispatch.refresh_from_db()
    assert dispatch.state == DispatchState.RECALLED
    assert set(dispatch.deliveries.values_list("state", flat=True)) == {DeliveryState.RECALLED}
    assert standing(dispatch.story) == 0


class TestRecallDuringADispatch:
    def test_it_waits_for_the_slice_and_takes_what_that_placed(self):
        cast = make_cast()
        dispatch = send(cast.story, cast.head)
        with another_connection() as blocker, workers() as start:
            hold_up_slices(blocker, cast)
            placing = start(place_slice, dispatch_id=dispatch.pk, now=timezone.now())
            until_blocked(1)
            recalling = start(recall, cast=cast)
            until_blocked(2)
            blocker.rollback()
            assert placing.result(PATIENCE) == 3
            recalling.result(PATIENCE)

        assert_recalled(dispatch)
        assert Placement.objects.filter(story=cast.story).count() == 4

    def test_a_slice_waits_for_it_and_places_nothing(self):
        cast = make_cast()
        dispatch = send(cast.story, cast.head)
        place_slice(dispatch_id=dispatch.pk, now=timezone.now(), size=1)
        with another_connection() as blocker, workers() as start:
            hold_up_recalls(blocker, cast)
            recalling = start(recall, cast=cast)
            until_blocked(1)
            placing = start(place_dispatch, dispatch_id=dispatch.pk)
            until_blocked(2)
            blocker.rollback()
            recalling.result(PATIENCE)
            assert placing.result(PATIENCE) == 0

        assert_recalled(dispatch)
        assert Placement.objects.filter(story=cast.story).count() == 2

    def test_a_new_dispatch_waits_for_it_and_is_refused(self):
        cast = make_cast()
        with another_connection() as blocker, workers() as start:
            hold_up_recalls(blocker, cast)
            recalling = start(recall, cast=cast)
            until_blocked(1)
            sending = start(send, story=cast.story, actor=cast.head)
            until_blocked(2)
            blocker.rollback()
            recalling.result(PATIENCE)
            with pytest.raises(UnableToDispatch):
                sending.result(PATIENCE)

        assert not Dispatch.objects.exists()
        assert standing(cast.story) == 0

    def test_a_proposal_is_not_taken_meanwhile(self):
        cast = make_cast()
        head = make_member(cast.communes[0], Position.HEAD)
        story = published_story(cast.communes[0])
        proposal = propose_story(story=story, note="", actor=head, now=timezone.now())
        of_commune = Province(cast.communes[0], cast.district, [], head, story)
        with another_connection() as blocker, workers() as start:
            hold_up_recalls(blocker, of_commune)
            recalling = start(recall, cast=of_commune)
            until_blocked(1)
            taking = start(
                take_proposal,
                proposal=proposal,
                section=section_of(cast.portal),
                actor=cast.head,
                now=timezone.now(),
            )
            until_blocked(2)
            blocker.rollback()
            recalling.result(PATIENCE)
            with pytest.raises(UnableToDecide):
                taking.result(PATIENCE)

        assert standing(story) == 0


class TestTwoWorkers:
    def test_on_one_dispatch_share_the_work(self):
        cast = make_cast(communes=14)
        dispatch = send(cast.story, cast.head)
        with workers() as start:
            runs = [start(place_dispatch, dispatch_id=dispatch.pk, size=2) for _ in range(2)]
            assert sum(run.result(PATIENCE) for run in runs) == 15

        assert set(dispatch.deliveries.values_list("state", flat=True)) == {DeliveryState.PLACED}
        assert standing(cast.story) == 16

    def test_a_second_one_passes_over_what_the_first_holds(self):
        cast = make_cast(communes=3)
        dispatch = send(cast.story, cast.head)
        with another_connection() as blocker, workers() as start:
            hold_up_slices(blocker, cast)
            first = start(place_slice, dispatch_id=dispatch.pk, now=timezone.now())
            until_blocked(1)
            assert place_slice(dispatch_id=dispatch.pk, now=timezone.now()) == 0
            blocker.rollback()
            assert first.result(PATIENCE) == 4

    def test_on_two_dispatches_of_one_story_place_it_once(self):
        cast = make_cast(communes=14)
        dispatches = [send(cast.story, cast.head) for _ in range(2)]
        with workers() as start:
            runs = [start(place_dispatch, dispatch_id=d.pk, size=4) for d in dispatches]
            assert [run.result(PATIENCE) for run in runs] == [15, 15]

        assert standing(cast.story) == 16
        for portal in cast.receivers:
            states = {
                delivery.state
                for dispatch in dispatches
                for delivery in dispatch.deliveries.filter(portal=portal)
            }
            assert states == {DeliveryState.PLACED, DeliveryState.ALREADY_PLACED}


class TestMoveDuringADispatch:
    def test_it_waits_for_the_slice_and_nobody_waits_in_a_circle(self):
        cast = make_cast()
        make_member(cast.district, Position.HEAD, user=cast.head)
        dispatch = send(cast.story, cast.head)
        with another_connection() as blocker, workers() as start:
            hold_up_slices(blocker, cast)
            placing = start(place_slice, dispatch_id=dispatch.pk, now=timezone.now())
            until_blocked(1)
            moving = start(
                move_story,
                story=cast.story,
                section=section_of(cast.district),
                actor=cast.head,
                now=timezone.now(),
            )
            until_blocked(2)
            blocker.rollback()
            assert placing.result(PATIENCE) == 3
            moving.result(PATIENCE)

        origin = Placement.objects.standing().local().get(story=cast.story)
        assert origin.portal == cast.district
        assert standing(cast.story) == 3

    def test_a_slice_that_waited_for_it_goes_on_from_the_new_origin(self):
        cast = make_cast()
        make_member(cast.district, Position.HEAD, user=cast.head)
        dispatch = send(cast.story, cast.head)
        with another_connection() as blocker, workers() as start:
            hold_up_recalls(blocker, cast)
            moving = start(
                move_story,
                story=cast.story,
                section=section_of(cast.district),
                actor=cast.head,
                now=timezone.now(),
            )
            until_blocked(1)
            placing = start(place_slice, dispatch_id=dispatch.pk, now=timezone.now())
            until_blocked(2)
            blocker.rollback()
            moving.result(PATIENCE)
            assert placing.result(PATIENCE) == 3

        assert dict(dispatch.deliveries.values_list("portal_id", "state")) == {
            cast.district.pk: DeliveryState.ALREADY_PLACED,
            cast.communes[0].pk: DeliveryState.PLACED,
            cast.communes[1].pk: DeliveryState.PLACED,
        }
