"""Sending a story: who may, to whom, and what is written."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageLogEntry

from portals.boards.enums import Position
from portals.models import Oversight
from portals.refusals import NotYourOffice
from syndication.dispatches.actions import UnableToDispatch
from syndication.dispatches.audience import Audience, receivers_of
from syndication.enums import AudienceKind, DeliveryState
from syndication.jobs import place_dispatch
from syndication.models import Delivery, Dispatch
from tests.factories import (
    make_member,
    make_portal,
    make_province_tree,
    make_story,
    published_story,
)
from tests.syndication.casts import EVERYBODY, make_cast, send

pytestmark = pytest.mark.django_db


def portals_reached(dispatch: Dispatch) -> set[int]:
    return set(dispatch.deliveries.values_list("portal_id", flat=True))


class TestAudience:
    def test_all_reaches_direct_and_indirect_members_but_not_the_sender(self):
        cast = make_cast()
        make_province_tree()

        dispatch = send(cast.story, cast.head)

        assert portals_reached(dispatch) == {portal.pk for portal in cast.receivers}
        assert set(dispatch.deliveries.values_list("state", flat=True)) == {DeliveryState.WAITING}

    def test_a_district_sends_to_its_communes_only(self):
        cast = make_cast()
        other = make_portal("district", overseer=cast.portal)
        make_portal(overseer=other)
        head = make_member(cast.district, Position.HEAD)

        dispatch = send(published_story(cast.district), head)

        assert portals_reached(dispatch) == {portal.pk for portal in cast.communes}

    def test_a_tier_reaches_that_tier(self):
        cast = make_cast()

        dispatch = send(cast.story, cast.head, Audience(AudienceKind.TIER, "district"))

        assert portals_reached(dispatch) == {cast.district.pk}
        assert dispatch.audience_detail == "district"

    def test_a_cluster_reaches_that_cluster(self):
        cast = make_cast()
        clustered = make_portal(overseer=cast.district, cluster="cum-1")
        make_portal(overseer=cast.district, cluster="cum-2")

        dispatch = send(cast.story, cast.head, Audience(AudienceKind.CLUSTER, "cum-1"))

        assert portals_reached(dispatch) == {clustered.pk}

    def test_chosen_reaches_the_chosen(self):
        cast = make_cast(communes=3)
        chosen = frozenset({cast.communes[0].pk, cast.communes[2].pk})

        dispatch = send(cast.story, cast.head, Audience(AudienceKind.CHOSEN, portal_ids=chosen))

        assert portals_reached(dispatch) == chosen

    def test_closed_portals_and_past_ties_receive_nothing(self):
        cast = make_cast(communes=3)
        closed, lost, kept = cast.communes
        closed.closed_on = date(2024, 1, 1)
        closed.save(update_fields=["closed_on"])
        Oversight.objects.filter(portal=lost).update(
            period=DateRange(date(2019, 1, 1), date(2024, 1, 1))
        )

        dispatch = send(cast.story, cast.head)

        assert portals_reached(dispatch) == {cast.district.pk, kept.pk}

    def test_a_circle_of_oversight_ends(self):
        cast = make_cast(communes=1)
        Oversight.objects.create(
            portal=cast.portal, overseer=cast.communes[0], period=DateRange(date(2019, 1, 1), None)
        )

        assert portals_reached(send(cast.story, cast.head)) == {p.pk for p in cast.receivers}

    def test_the_picker_names_each_portal_with_its_parent(self):
        cast = make_cast(communes=1)

        shown = receivers_of(sender=cast.portal, day=date(2024, 11, 28))

        assert [(r.name, r.overseer) for r in shown] == [
            (cast.district.name, cast.portal.name),
            (cast.communes[0].name, cast.district.name),
        ]

    @pytest.mark.parametrize(
        ("kind", "detail", "portal_ids"),
        [("tier", "", ()), ("all", "commune", ()), ("all", "", (1,)), ("chosen", "x", (1,))],
    )
    def test_an_audience_that_contradicts_itself_is_a_mistake_of_the_caller(
        self, kind, detail, portal_ids
    ):
        with pytest.raises(ValueError, match=r"named|chosen"):
            Audience(AudienceKind(kind), detail, frozenset(portal_ids))


class TestRefusal:
    @pytest.mark.parametrize("position", [Position.EDITOR, Position.CONTRIBUTOR])
    def test_a_post_outside_the_desk_is_refused(self, position):
        cast = make_cast()

        with pytest.raises(NotYourOffice):
            send(cast.story, make_member(cast.portal, position))

    def test_the_desk_of_another_portal_is_refused(self):
        cast = make_cast()

        with pytest.raises(NotYourOffice):
            send(cast.story, make_member(cast.district, Position.HEAD))

    def test_a_post_that_has_ended_is_refused(self):
        cast = make_cast()
        former = make_member(cast.portal, Position.HEAD, ends_on=date(2024, 1, 1))

        with pytest.raises(NotYourOffice):
            send(cast.story, former)

    def test_a_draft_is_refused(self):
        cast = make_cast()

        with pytest.raises(UnableToDispatch):
            send(make_story(cast.portal), cast.head)

    def test_a_story_whose_origin_was_ended_is_refused(self):
        cast = make_cast()
        cast.story.placements.update(removed_at=timezone.now(), removal_kind="expired")

        with pytest.raises(UnableToDispatch):
            send(cast.story, cast.head)

    def test_a_portal_that_is_not_ones_own_is_refused_by_name(self):
        cast = make_cast()
        stranger = make_portal("province", name="Tỉnh Khác")

        with pytest.raises(UnableToDispatch, match="Tỉnh Khác"):
            send(
                cast.story,
                cast.head,
                Audience(
                    AudienceKind.CHOSEN, portal_ids=frozenset({stranger.pk, cast.district.pk})
                ),
            )

        assert not Dispatch.objects.exists()

    def test_an_audience_without_portals_is_refused(self):
        commune = make_portal()
        head = make_member(commune, Position.HEAD)

        with pytest.raises(UnableToDispatch):
            send(published_story(commune), head)

        assert not Dispatch.objects.exists()

    def test_an_empty_choice_is_refused(self):
        cast = make_cast()

        with pytest.raises(UnableToDispatch):
            send(cast.story, cast.head, Audience(AudienceKind.CHOSEN))

    def test_a_due_time_in_the_past_is_refused(self):
        cast = make_cast()

        with pytest.raises(UnableToDispatch):
            send(cast.story, cast.head, due_at=timezone.now() - timedelta(minutes=1))


class TestRecord:
    def test_the_act_has_a_hand_and_a_portal(self):
        cast = make_cast()

        dispatch = send(cast.story, cast.head, mandate="Công văn 12/UBND")

        entry = PageLogEntry.objects.get(action="syndication.dispatch")
        assert entry.user == cast.head
        assert entry.data == {
            "portal": cast.portal.pk,
            "dispatch": dispatch.pk,
            "deliveries": 3,
            "reason": "Công văn 12/UBND",
        }

    def test_the_job_is_queued_when_the_rows_are_committed(
        self, monkeypatch, django_capture_on_commit_callbacks
    ):
        cast = make_cast()
        queued: list[dict[str, int]] = []
        monkeypatch.setattr(place_dispatch, "delay", lambda **given: queued.append(given))

        with django_capture_on_commit_callbacks(execute=True):
            dispatch = send(cast.story, cast.head)
            assert queued == []

        assert queued == [{"dispatch_id": dispatch.pk}]

    def test_a_queue_that_is_away_does_not_undo_the_dispatch(
        self, monkeypatch, django_capture_on_commit_callbacks
    ):
        cast = make_cast()

        def refuse(**_given: int) -> None:
            raise ConnectionError

        monkeypatch.setattr(place_dispatch, "delay", refuse)
        with django_capture_on_commit_callbacks(execute=True):
            dispatch = send(cast.story, cast.head)

        assert Delivery.objects.filter(dispatch=dispatch).count() == 3


class TestQueries:
    def test_their_number_does_not_grow_with_the_portals(self):
        counts = []
        for communes in (2, 29):
            cast = make_cast(communes)
            send(cast.story, cast.head)
            with CaptureQueriesContext(connection) as queries:
                send(cast.story, cast.head, EVERYBODY)
            counts.append(len(queries))

        assert counts[0] == counts[1]
