"""Whose stored pages an act on a travelling story makes out of date: every portal that shows something else now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from django.utils import timezone

from portals.boards.enums import Position
from portals.models import EditionChange, Portal
from syndication.deliveries.actions import ignore_deliveries, place_deliveries
from syndication.deliveries.republishing import republish_story
from syndication.dispatches.audience import Audience
from syndication.dispatches.deadlines import pass_deadline, repeat_now
from syndication.dispatches.urgent import confirm_urgent, end_urgent, renew_urgent
from syndication.enums import AudienceKind, Urgency
from syndication.jobs import place_dispatch
from syndication.proposals.actions import take_proposal
from syndication.shared_store.actions.picking import pick_story
from tests.factories import make_member, published_story, section_of
from tests.syndication.casts import make_cast, place_at_once, send, send_urgent
from tests.syndication.desk import waiting_proposal

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def cast():
    return make_cast(at_once=False)


def renewed_by(act: Callable[[], object]) -> set[int]:
    """The portals that the outbox names after `act`; its rows are kept by the transaction of the test."""
    EditionChange.objects.all().delete()
    act()
    return {portal for row in EditionChange.objects.all() for portal in row.portal_ids or ()}


def ids(portals: Iterable[Portal]) -> set[int]:
    return {portal.pk for portal in portals}


def only_to(*portals: Portal) -> Audience:
    return Audience(AudienceKind.CHOSEN, portal_ids=frozenset(ids(portals)))


class TestTheMachine:
    def test_renews_where_it_placed_by_a_rule_and_nowhere_else(self, cast) -> None:
        first, second = cast.communes
        for commune in cast.communes:
            place_at_once(commune)
        section_of(second).delete()
        dispatch = send(cast.story, cast.head)

        assert renewed_by(lambda: place_dispatch(dispatch_id=dispatch.pk)) == {first.pk}
        assert renewed_by(lambda: place_dispatch(dispatch_id=dispatch.pk)) == set()

    def test_renews_where_it_placed_at_the_deadline_and_not_what_stood_there(self, cast) -> None:
        now, commune = timezone.now(), cast.communes[0]
        republish_story(
            story=cast.story,
            section=section_of(commune),
            actor=make_member(commune, Position.HEAD),
            now=now,
        )
        dispatch = send(cast.story, cast.head, urgency=Urgency.PRIORITY, due_at=now + DAY, now=now)

        renewed = renewed_by(lambda: pass_deadline(dispatch_id=dispatch.pk, now=now + DAY))

        assert renewed == ids([cast.district, cast.communes[1]])

    def test_renews_where_another_try_placed_it(self, cast) -> None:
        commune = cast.communes[0]
        place_at_once(commune)
        section_of(commune).delete()
        dispatch = send(cast.story, cast.head)
        place_dispatch(dispatch_id=dispatch.pk)
        commune.section_choices.create(
            section_type_id="tin-tuc", section=section_of(commune, "chi-dao")
        )
        later = timezone.now() + timedelta(minutes=1)

        renewed = renewed_by(lambda: repeat_now(dispatch=dispatch, actor=cast.head, now=later))

        assert renewed == {commune.pk}


class TestABoard:
    def test_renews_its_own_portal_by_placing(self, cast) -> None:
        commune = cast.communes[0]
        head = make_member(commune, Position.HEAD)
        rows = send(cast.story, cast.head).deliveries.filter(portal=commune)
        given = {
            "portal": commune,
            "delivery_ids": list(rows.values_list("pk", flat=True)),
            "actor": head,
            "now": timezone.now(),
        }

        assert renewed_by(lambda: place_deliveries(**given)) == {commune.pk}

    def test_renews_nothing_by_leaving_aside(self, cast) -> None:
        commune = cast.communes[0]
        row = send(cast.story, cast.head).deliveries.get(portal=commune)
        head = make_member(commune, Position.HEAD)

        renewed = renewed_by(
            lambda: ignore_deliveries(
                portal=commune, delivery_ids=[row.pk], actor=head, now=timezone.now()
            )
        )

        assert renewed == set()

    def test_renews_its_own_portal_by_republishing(self, cast) -> None:
        commune = cast.communes[0]
        head = make_member(commune, Position.HEAD)

        renewed = renewed_by(
            lambda: republish_story(
                story=cast.story, section=section_of(commune), actor=head, now=timezone.now()
            )
        )

        assert renewed == {commune.pk}


class TestTheDeskAbove:
    def test_renews_its_portal_by_taking_what_was_sent_up(self, cast) -> None:
        _head, proposal = waiting_proposal(cast)

        renewed = renewed_by(
            lambda: take_proposal(
                proposal=proposal,
                section=section_of(cast.portal),
                actor=cast.head,
                now=timezone.now(),
            )
        )

        assert renewed == {cast.portal.pk}

    @pytest.mark.parametrize("sends_on", [False, True])
    def test_renews_its_portal_by_picking(self, cast, sends_on) -> None:
        story = published_story(cast.communes[0])

        renewed = renewed_by(
            lambda: pick_story(
                story=story,
                section=section_of(cast.portal),
                sends_on=sends_on,
                actor=cast.head,
                now=timezone.now(),
            )
        )

        assert renewed == {cast.portal.pk}


class TestAnUrgentStory:
    """It is on top of home pages, so each that gains or loses it is renewed: the sender's own, too."""

    def test_renews_the_sender_when_it_is_confirmed_and_receivers_when_it_stands(
        self, cast
    ) -> None:
        asked = send(
            cast.story, cast.head, urgency=Urgency.URGENT, audience=only_to(*cast.communes)
        )
        deputy = make_member(cast.portal, Position.DEPUTY)

        confirmed = renewed_by(
            lambda: confirm_urgent(dispatch=asked, actor=deputy, now=timezone.now())
        )
        placed = renewed_by(lambda: place_dispatch(dispatch_id=asked.pk))

        assert (confirmed, placed) == ({cast.portal.pk}, ids(cast.communes))

    def test_renews_where_it_stood_already_as_soon_as_it_is_confirmed(self, cast) -> None:
        there = cast.communes[0]
        place_at_once(there)
        place_dispatch(dispatch_id=send(cast.story, cast.head).pk)
        asked = send(cast.story, cast.head, urgency=Urgency.URGENT)
        deputy = make_member(cast.portal, Position.DEPUTY)

        confirmed = renewed_by(
            lambda: confirm_urgent(dispatch=asked, actor=deputy, now=timezone.now())
        )
        placed = renewed_by(lambda: place_dispatch(dispatch_id=asked.pk))

        assert confirmed == {cast.portal.pk, there.pk}
        assert placed == ids(cast.receivers) - {there.pk}

    @pytest.mark.parametrize("act", [renew_urgent, end_urgent])
    def test_renews_all_when_it_stays_or_leaves_before_its_time(self, cast, act) -> None:
        dispatch = send_urgent(cast, audience=only_to(*cast.communes))
        place_dispatch(dispatch_id=dispatch.pk)

        renewed = renewed_by(lambda: act(dispatch=dispatch, actor=cast.head, now=timezone.now()))

        assert renewed == ids([cast.portal, *cast.communes])
