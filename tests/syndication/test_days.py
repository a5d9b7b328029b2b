"""The first and the last day of portals and of ties between them: who receives, who is above, what fails."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from editorial.models import Placement
from portals.boards.enums import Position
from portals.clock import local_date
from portals.models import Oversight, Portal
from portals.refusals import NotYourOffice
from syndication.dispatches.actions import UnableToDispatch
from syndication.dispatches.audience import (
    Audience,
    count_receivers,
    ids_above,
    names_outside,
    receivers_of,
)
from syndication.dispatches.deadlines import dispatches_to_repeat, repeat_failed
from syndication.enums import AudienceKind, DeliveryState
from syndication.jobs import place_dispatch
from syndication.proposals.actions import UnableToPropose, propose_story, receiver_of_proposals
from syndication.recalls.recalling import recalling_portal
from syndication.shared_store.actions.picking import UnableToPick, pick_story
from tests.factories import make_member, published_story, section_of

from .casts import EVERYBODY, make_cast, place_at_once, send

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
SINCE = date(2019, 1, 1)


@pytest.fixture
def cast():
    return make_cast(at_once=False)


@pytest.fixture
def commune(cast):
    return cast.communes[0]


@pytest.fixture
def today():
    return local_date(timezone.now())


def closes(portal: Portal, day: date) -> None:
    Portal.objects.filter(pk=portal.pk).update(closed_on=day)


def ends(portal: Portal, day: date) -> None:
    Oversight.objects.filter(portal=portal).update(period=DateRange(SINCE, day))


def receivers(cast, day: date) -> set[int]:
    """Who receives on `day`, as the picker, the count and the refusal say it alike."""
    shown = {row.portal_id for row in receivers_of(sender=cast.portal, day=day)}
    assert count_receivers(sender=cast.portal, audience=EVERYBODY, day=day) == len(shown)
    everybody = {portal.pk for portal in cast.receivers}
    outside = names_outside(sender=cast.portal, portal_ids=everybody, day=day)
    assert len(outside) == len(everybody - shown)
    return shown


class TestWhoReceives:
    def test_a_portal_that_closes_today_receives_until_yesterday(
        self, cast, commune, today
    ) -> None:
        closes(commune, today)

        assert commune.pk in receivers(cast, today - DAY)
        assert commune.pk not in receivers(cast, today)
        assert not send(cast.story, cast.head).deliveries.filter(portal=commune).exists()

    def test_a_portal_that_closes_tomorrow_receives_today(self, cast, commune, today) -> None:
        closes(commune, today + DAY)

        assert send(cast.story, cast.head).deliveries.filter(portal=commune).exists()

    def test_a_portal_that_opens_today_receives_from_today(self, cast, commune, today) -> None:
        Portal.objects.filter(pk=commune.pk).update(opened_on=today)

        assert commune.pk not in receivers(cast, today - DAY)
        assert commune.pk in receivers(cast, today)
        assert send(cast.story, cast.head).deliveries.filter(portal=commune).exists()

    def test_a_tie_that_ends_today_held_until_yesterday(self, cast, commune, today) -> None:
        ends(commune, today)

        assert commune.pk in receivers(cast, today - DAY)
        assert commune.pk not in receivers(cast, today)
        with pytest.raises(UnableToDispatch, match=commune.name):
            send(
                cast.story,
                cast.head,
                Audience(AudienceKind.CHOSEN, portal_ids=frozenset({commune.pk})),
            )

    @pytest.mark.parametrize("kind", [AudienceKind.CLUSTER, AudienceKind.BELOW])
    def test_so_it_is_for_clusters_and_for_all_below_one(self, cast, commune, today, kind) -> None:
        if kind == AudienceKind.BELOW:
            audience = Audience(kind, str(cast.district.pk))
            ends(commune, today)
        else:
            ties = _clustered(cast.communes, until=(today, today + DAY))
            audience = Audience(kind, ties)

        dispatch = send(cast.story, cast.head, audience)

        assert [row.portal for row in dispatch.deliveries.all()] == [cast.communes[1]]


def _clustered(portals, *, until) -> str:
    from portals.models import Cluster, ClusterMembership

    cluster = Cluster.objects.create(code="cum-thu", name="Cụm thử")
    for portal, day in zip(portals, until, strict=True):
        ClusterMembership.objects.create(
            portal=portal, cluster=cluster, period=DateRange(SINCE, day)
        )
    return cluster.code


class TestWhatFails:
    @pytest.fixture
    def dispatch(self, cast, commune):
        place_at_once(commune)
        return send(cast.story, cast.head)

    def state(self, dispatch, commune) -> str:
        return dispatch.deliveries.get(portal=commune).state

    def test_placing_on_a_portal_that_closes_today(self, commune, dispatch, today) -> None:
        closes(commune, today)

        place_dispatch(dispatch_id=dispatch.pk)

        assert self.state(dispatch, commune) == DeliveryState.FAILED
        assert not Placement.objects.filter(portal=commune).exists()

    def test_not_on_one_that_closes_tomorrow(self, commune, dispatch, today) -> None:
        closes(commune, today + DAY)

        place_dispatch(dispatch_id=dispatch.pk)

        assert self.state(dispatch, commune) == DeliveryState.PLACED

    def test_and_is_tried_again_until_the_day_before_it_closes(
        self, commune, dispatch, today
    ) -> None:
        commune.section_choices.all().delete()
        section_of(commune).delete()
        place_dispatch(dispatch_id=dispatch.pk)
        commune.section_choices.create(
            section_type_id="tin-tuc", section=section_of(commune, "chi-dao")
        )
        later = timezone.now() + 2 * timedelta(hours=1)
        given = {"dispatch_id": dispatch.pk, "now": later, "failed_before": later}
        closes(commune, local_date(later))
        assert dispatches_to_repeat(later) == []
        assert repeat_failed(**given) == 0

        closes(commune, local_date(later) + DAY)

        assert dispatches_to_repeat(later) == [dispatch.pk]
        assert repeat_failed(**given) == 1
        assert self.state(dispatch, commune) == DeliveryState.PLACED


class TestWhoIsAbove:
    def test_is_who_oversees_on_the_day(self, cast, commune, today) -> None:
        ends(cast.district, today)

        assert ids_above(portal=commune, day=today - DAY) == [cast.district.pk, cast.portal.pk]
        assert ids_above(portal=commune, day=today) == [cast.district.pk]

        ends(commune, today)

        assert ids_above(portal=commune, day=today - DAY) == [cast.district.pk, cast.portal.pk]
        assert ids_above(portal=commune, day=today) == []

    def test_receives_what_is_sent_up(self, cast, commune, today) -> None:
        now = timezone.now()
        ends(cast.district, today)

        assert receiver_of_proposals(sender=commune, now=now) == cast.district
        assert receiver_of_proposals(sender=commune, now=now - DAY) == cast.portal

    @pytest.mark.parametrize(("ahead", "is_open"), [(0, False), (1, True)])
    def test_receives_nothing_from_the_day_on_which_it_closes(
        self, cast, commune, today, ahead, is_open
    ) -> None:
        closes(cast.portal, today + ahead * DAY)
        given = {
            "story": published_story(commune),
            "note": "",
            "actor": make_member(commune, Position.HEAD),
            "now": timezone.now(),
        }

        if is_open:
            assert propose_story(**given).receiver == cast.portal
        else:
            with pytest.raises(UnableToPropose):
                propose_story(**given)

    def test_recalls_and_picks_while_it_is_above(self, cast, commune, today) -> None:
        story, now = published_story(commune), timezone.now()
        ends(cast.district, today)

        assert recalling_portal(commune, cast.head, now - DAY) == cast.portal
        assert recalling_portal(commune, cast.head, now) is None
        with pytest.raises(UnableToPick):
            pick_story(
                story=story,
                section=section_of(cast.portal),
                sends_on=False,
                actor=cast.head,
                now=now,
            )

    def test_recalls_for_the_nearest_portal_on_whose_board_one_decides(self, cast, commune) -> None:
        now = timezone.now()
        make_member(cast.district, Position.DEPUTY, user=cast.head)
        assert recalling_portal(commune, cast.head, now) == cast.district

        make_member(commune, Position.SECRETARY, user=cast.head)

        assert recalling_portal(commune, cast.head, now) == cast.district


class TestAPost:
    @pytest.mark.parametrize(("ahead", "holds"), [(0, False), (1, True)])
    def test_sends_until_the_day_before_it_ends(self, cast, today, ahead, holds) -> None:
        former = make_member(cast.portal, Position.HEAD, ends_on=today + ahead * DAY)

        if holds:
            assert send(cast.story, former).deliveries.count() == 3
        else:
            with pytest.raises(NotYourOffice):
                send(cast.story, former)
