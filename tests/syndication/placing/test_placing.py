"""Placing slices of a dispatch: each portal once, in its own section, or a visible reason."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.enums import PlacementRole, RemovalKind
from editorial.models import ArticlePage, NoticePage, Placement
from editorial.placements.writing import PlacementSpec, republish
from portals.boards.enums import Position
from portals.operations.mending import mended
from syndication.enums import DeliveryState, DispatchState
from syndication.jobs import place_dispatch, sweep_deliveries
from syndication.placing.actions import place_slice
from syndication.recalls.recalling import recall_story
from tests.factories import make_member, make_portal, published_story, section_of
from tests.syndication.casts import make_cast, send, send_urgent

pytestmark = pytest.mark.django_db


def states(dispatch) -> dict[int, str]:
    return dict(dispatch.deliveries.values_list("portal_id", "state"))


class TestPlacing:
    def test_each_receiver_has_the_story_in_the_section_of_the_same_kind(self):
        cast = make_cast()
        story = published_story(cast.portal, section="chi-dao", notice=True)
        dispatch = send(story, cast.head)

        assert place_dispatch(dispatch_id=dispatch.pk) == 3

        placements = Placement.objects.standing().filter(story=story).taken_over()
        assert {p.portal_id for p in placements} == {portal.pk for portal in cast.receivers}
        for placement in placements.select_related("section"):
            assert placement.section.portal_id == placement.portal_id
            assert placement.section.section_type_id == "chi-dao"
            assert placement.role == PlacementRole.REPUBLISHED
            assert placement.kind == NoticePage.story_kind
            assert placement.via == f"dispatch:{dispatch.pk}"
        assert set(states(dispatch).values()) == {DeliveryState.PLACED}

    def test_a_receiver_without_that_section_has_it_among_its_news(self):
        cast = make_cast(communes=1)
        story = published_story(cast.portal, section="thong-ke")

        place_dispatch(dispatch_id=send(story, cast.head).pk)

        placement = Placement.objects.get(story=story, portal=cast.communes[0])
        assert placement.section == section_of(cast.communes[0], "tin-tuc")

    def test_a_receiver_without_any_fitting_section_fails_with_the_reason(self):
        cast = make_cast(communes=1)
        section_of(cast.communes[0]).delete()
        dispatch = send(cast.story, cast.head)

        place_dispatch(dispatch_id=dispatch.pk)

        failed = dispatch.deliveries.get(portal=cast.communes[0])
        assert failed.state == DeliveryState.FAILED
        assert failed.reason
        assert states(dispatch)[cast.district.pk] == DeliveryState.PLACED

    def test_a_portal_closed_meanwhile_fails_with_the_reason(self):
        cast = make_cast(communes=1)
        dispatch = send(cast.story, cast.head)
        cast.communes[0].closed_on = date(2024, 1, 1)
        cast.communes[0].save(update_fields=["closed_on"])

        place_dispatch(dispatch_id=dispatch.pk)

        assert states(dispatch)[cast.communes[0].pk] == DeliveryState.FAILED

    def test_slices_go_on_until_nothing_waits(self):
        cast = make_cast(communes=4)
        dispatch = send(cast.story, cast.head)

        counts = [
            place_slice(dispatch_id=dispatch.pk, now=timezone.now(), size=2) for _ in range(4)
        ]

        assert counts == [2, 2, 1, 0]

    def test_a_second_dispatch_finds_the_story_there_already(self):
        cast = make_cast()
        place_dispatch(dispatch_id=send(cast.story, cast.head).pk)
        again = send(cast.story, cast.head)

        place_dispatch(dispatch_id=again.pk)

        assert set(states(again).values()) == {DeliveryState.ALREADY_PLACED}
        assert Placement.objects.standing().filter(story=cast.story).count() == 4

    def test_what_a_board_placed_before_an_urgent_slice_came_is_on_top_too(self):
        cast = make_cast()
        dispatch = send_urgent(cast)
        there = cast.communes[0]
        section, now = section_of(there), timezone.now()
        republish(
            [
                PlacementSpec(
                    there.pk, section.pk, cast.story.pk, ArticlePage.story_kind, "board", now
                )
            ]
        )

        place_dispatch(dispatch_id=dispatch.pk)

        assert states(dispatch)[there.pk] == DeliveryState.ALREADY_PLACED
        pins = Placement.objects.filter(story=cast.story).values_list("pinned_until", flat=True)
        assert list(pins) == [dispatch.urgent_until] * 4

    def test_a_second_run_of_the_job_changes_nothing(self):
        cast = make_cast()
        dispatch = send(cast.story, cast.head)
        place_dispatch(dispatch_id=dispatch.pk)
        before = list(Placement.objects.order_by("pk").values())

        assert place_dispatch(dispatch_id=dispatch.pk) == 0
        assert list(Placement.objects.order_by("pk").values()) == before

    def test_a_story_that_is_no_longer_public_is_placed_nowhere(self):
        cast = make_cast()
        dispatch = send(cast.story, cast.head)
        cast.story.placements.update(removed_at=timezone.now(), removal_kind="expired")

        place_dispatch(dispatch_id=dispatch.pk)

        assert set(states(dispatch).values()) == {DeliveryState.RECALLED}
        assert all(dispatch.deliveries.values_list("reason", flat=True))
        assert not Placement.objects.standing().filter(story=cast.story).exists()

    def test_an_expired_story_ends_its_dispatches(self):
        cast = make_cast()
        dispatch = send(cast.story, cast.head)
        place_slice(dispatch_id=dispatch.pk, now=timezone.now(), size=1)

        cast.story.unpublish(set_expired=True)

        dispatch.refresh_from_db()
        assert dispatch.state == DispatchState.RECALLED
        assert set(states(dispatch).values()) == {DeliveryState.RECALLED}
        assert not Placement.objects.standing().filter(story=cast.story).exists()

    def test_a_late_portal_is_not_part_of_an_earlier_dispatch(self):
        cast = make_cast()
        dispatch = send(cast.story, cast.head)
        make_member(make_portal(overseer=cast.district), Position.HEAD)

        assert place_dispatch(dispatch_id=dispatch.pk) == 3


class TestSweeper:
    def test_it_queues_what_waits_too_long_once_a_dispatch(self, monkeypatch):
        cast = make_cast()
        queued: list[dict[str, int]] = []
        monkeypatch.setattr(place_dispatch, "delay", lambda **given: queued.append(given))
        now = timezone.now()
        stuck = send(cast.story, cast.head, now=now - timedelta(seconds=90))
        send(cast.story, cast.head, now=now - timedelta(seconds=30))
        settled = send(cast.story, cast.head, now=now - timedelta(seconds=90))
        place_dispatch(dispatch_id=settled.pk)

        before = mended().get("dispatches with stuck deliveries", 0)
        assert sweep_deliveries(now=now) == 1
        assert queued == [{"dispatch_id": stuck.pk}]
        assert mended()["dispatches with stuck deliveries"] == before + 1


class TestQueries:
    @pytest.mark.parametrize("verb", ["place", "recall"])
    def test_their_number_does_not_grow_with_the_portals(self, verb):
        counts = []
        for communes in (2, 29):
            cast = make_cast(communes)
            dispatch = send(cast.story, cast.head)
            now = timezone.now()
            with CaptureQueriesContext(connection) as queries:
                if verb == "place":
                    place_slice(dispatch_id=dispatch.pk, now=now)
                else:
                    recall_story(
                        story=cast.story,
                        kind=RemovalKind.IN_ERROR,
                        reason="Sai số liệu",
                        actor=cast.head,
                        now=now,
                    )
            counts.append(len(queries))

        assert counts[0] == counts[1]
