"""The limits of urgent sending: whose it is, where it is on top, and when its place is free again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from editorial.models import Placement
from portals.boards.enums import Position
from portals.refusals import NotYourOffice
from syndication.dispatches.audience import Audience
from syndication.dispatches.urgent import (
    URGENT_FOR,
    NotUrgent,
    UnableToConfirmUrgent,
    confirm_urgent,
    end_urgent,
    end_urgent_ones,
    refuse_urgent,
    renew_urgent,
)
from syndication.enums import AudienceKind, DispatchState, Urgency
from syndication.jobs import place_dispatch
from syndication.models import URGENT_AT_A_TIME
from tests.factories import make_member, published_story
from tests.syndication.casts import make_cast, place_at_once, send, send_urgent
from tests.syndication.desk import client_of, page, text_of

pytestmark = pytest.mark.django_db

INSTANT = timedelta(microseconds=1)


@pytest.fixture
def cast():
    return make_cast(at_once=False)


def pins(story) -> dict[int, object]:
    standing = Placement.objects.standing().filter(story=story)
    return dict(standing.values_list("portal_id", "pinned_until"))


class TestWhoseItIs:
    @pytest.mark.parametrize("act", [renew_urgent, end_urgent])
    def test_only_the_desk_that_sent_it_keeps_it_on_top_or_takes_it_off(self, cast, act) -> None:
        dispatch = send_urgent(cast)
        strangers = [
            make_member(cast.portal, Position.EDITOR),
            make_member(cast.district, Position.HEAD),
        ]

        for stranger in strangers:
            with pytest.raises(NotYourOffice):
                act(dispatch=dispatch, actor=stranger, now=timezone.now())

        dispatch.refresh_from_db()
        assert dispatch.urgent_slot is not None

    def test_only_the_desk_that_sent_it_confirms_or_refuses(self, cast) -> None:
        asked = send(cast.story, cast.head, urgency=Urgency.URGENT)
        for stranger in (
            make_member(cast.portal, Position.EDITOR),
            make_member(cast.district, Position.HEAD),
        ):
            with pytest.raises(NotYourOffice):
                confirm_urgent(dispatch=asked, actor=stranger, now=timezone.now())
            with pytest.raises(NotYourOffice):
                refuse_urgent(dispatch=asked, reason="x", actor=stranger, now=timezone.now())

        asked.refresh_from_db()
        assert asked.state == DispatchState.AWAITING

    def test_what_is_out_is_neither_confirmed_nor_refused_again(self, cast) -> None:
        dispatch = send_urgent(cast)
        third = make_member(cast.portal, Position.SECRETARY)

        with pytest.raises(UnableToConfirmUrgent):
            refuse_urgent(dispatch=dispatch, reason="Muộn", actor=third, now=timezone.now())
        with pytest.raises(UnableToConfirmUrgent):
            confirm_urgent(dispatch=dispatch, actor=third, now=timezone.now())

        dispatch.refresh_from_db()
        assert (dispatch.state, dispatch.ended_by) == (DispatchState.OPEN, None)
        assert dispatch.confirmed_by != third

    def test_a_story_that_is_not_public_any_more_is_not_confirmed(self, cast) -> None:
        asked = send(cast.story, cast.head, urgency=Urgency.URGENT)
        cast.story.placements.update(removed_at=timezone.now(), removal_kind="expired")

        with pytest.raises(UnableToConfirmUrgent):
            confirm_urgent(
                dispatch=asked,
                actor=make_member(cast.portal, Position.DEPUTY),
                now=timezone.now(),
            )

        assert not asked.deliveries.exists()


def test_who_confirms_reads_the_text_and_who_receives_it_until_when(cast) -> None:
    story = published_story(cast.portal, lead="Nước sông Cầu lên nhanh.")
    dispatch = send(story, cast.head, urgency=Urgency.URGENT)
    second = make_member(cast.portal, Position.SECRETARY)

    shown = text_of(client_of(second).get(page("dispatch", dispatch.pk)))

    assert "Nước sông Cầu lên nhanh." in shown
    assert all(portal.name in shown for portal in cast.communes)
    assert timezone.localtime(timezone.now() + URGENT_FOR).strftime("%d/%m/%Y") in shown


class TestWhereItIsOnTop:
    def test_only_where_it_was_sent_and_on_its_own_portal(self, cast) -> None:
        """Another portal has it by an ordinary sending, which says nothing of what is on top there."""
        first, second = cast.communes
        now = timezone.now()
        only, there = (
            Audience(AudienceKind.CHOSEN, portal_ids=frozenset({one.pk})) for one in (first, second)
        )
        place_at_once(second)
        place_dispatch(dispatch_id=send(cast.story, cast.head, audience=there).pk)
        dispatch = send_urgent(cast, audience=only, now=now)
        place_dispatch(dispatch_id=dispatch.pk)
        expected = {cast.portal.pk: now + URGENT_FOR, first.pk: now + URGENT_FOR, second.pk: None}
        assert pins(cast.story) == expected

        renew_urgent(dispatch=dispatch, actor=cast.head, now=now + timedelta(hours=1))

        assert pins(cast.story)[second.pk] is None

    def test_nowhere_once_it_was_taken_off(self, cast) -> None:
        dispatch = send_urgent(cast)
        place_dispatch(dispatch_id=dispatch.pk)

        end_urgent(dispatch=dispatch, actor=cast.head, now=timezone.now())

        assert set(pins(cast.story).values()) == {None}
        assert len(pins(cast.story)) == 4

    def test_nowhere_where_it_is_placed_after_it_was_taken_off(self, cast) -> None:
        now = timezone.now()
        dispatch = send_urgent(cast, now=now)
        end_urgent(dispatch=dispatch, actor=cast.head, now=now + timedelta(minutes=1))

        assert place_dispatch(dispatch_id=dispatch.pk) == 3

        assert set(pins(cast.story).values()) == {None}

    def test_it_is_taken_off_and_renewed_no_more(self, cast) -> None:
        dispatch = send_urgent(cast)
        end_urgent(dispatch=dispatch, actor=cast.head, now=timezone.now())

        for act in (renew_urgent, end_urgent):
            with pytest.raises(NotUrgent):
                act(dispatch=dispatch, actor=cast.head, now=timezone.now())


class TestItsPlace:
    def test_is_held_to_the_last_instant_of_its_day(self, cast) -> None:
        now = timezone.now()
        send_urgent(cast, now=now)

        assert end_urgent_ones(now=now + URGENT_FOR - INSTANT) == 0
        assert end_urgent_ones(now=now + URGENT_FOR) == 1

    def test_is_free_once_its_day_is_over_also_where_the_clock_is_late(self, cast) -> None:
        now = timezone.now()
        for _ in range(URGENT_AT_A_TIME):
            send_urgent(cast, published_story(cast.portal), now=now)
        fourth = published_story(cast.portal)
        with pytest.raises(UnableToConfirmUrgent):
            send_urgent(cast, fourth, now=now + URGENT_FOR - INSTANT)

        assert send_urgent(cast, fourth, now=now + URGENT_FOR).urgent_slot is not None

    def test_is_counted_for_each_desk_by_itself(self, cast) -> None:
        for _ in range(URGENT_AT_A_TIME):
            send_urgent(cast, published_story(cast.portal))
        head = make_member(cast.district, Position.HEAD)
        asked = send(published_story(cast.district), head, urgency=Urgency.URGENT)

        confirmed = confirm_urgent(
            dispatch=asked,
            actor=make_member(cast.district, Position.DEPUTY),
            now=timezone.now(),
        )

        assert confirmed.urgent_slot == 1

    def test_begins_with_its_confirmation(self, cast) -> None:
        """The hours of another try are counted from there, not from when somebody asked."""
        now = timezone.now()
        asked = send(cast.story, cast.head, urgency=Urgency.URGENT, now=now)
        later = now + timedelta(hours=5)

        confirmed = confirm_urgent(
            dispatch=asked, actor=make_member(cast.portal, Position.DEPUTY), now=later
        )

        confirmed.refresh_from_db()
        assert (confirmed.starts_at, confirmed.urgent_until) == (later, later + URGENT_FOR)
