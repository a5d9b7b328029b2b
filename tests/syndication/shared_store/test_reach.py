"""How far a story reached: the sum for the board that wrote it, one's own number and the sum for who received it."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from editorial.models import Placement
from editorial.placements.actions import take_down
from editorial.standing.readers import StoryReach, reach_of
from portals.boards.enums import Position
from portals.clock import local_date
from portals.visits.models import PageViews
from syndication.jobs import place_dispatch
from tests.factories import make_member, published_story
from tests.support.visiting import republished
from tests.syndication.casts import make_cast, send
from tests.syndication.desk import client_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


def sent(cast):
    dispatch = send(cast.story, cast.head)
    place_dispatch(dispatch.pk)
    return dispatch


def viewed(story, **views: int) -> None:
    PageViews.objects.bulk_create(
        PageViews(portal_id=int(pk[1:]), page=story, day=local_date(timezone.now()), views=count)
        for pk, count in views.items()
    )


class TestTheReach:
    def test_is_the_sum_over_all_portals_where_the_story_stands_or_stood(self, cast) -> None:
        sent(cast)
        first, second = cast.communes
        viewed(cast.story, **{f"p{cast.portal.pk}": 100, f"p{first.pk}": 20, f"p{second.pk}": 3})
        viewed(published_story(first), **{f"p{first.pk}": 7000})
        take_down(
            placement=Placement.objects.standing().get(story=cast.story, portal=second),
            reason="Không hợp địa bàn.",
            actor=make_member(second, Position.HEAD),
            now=timezone.now(),
        )
        republished(cast.story, second)
        # The province, its district and both communes; each once, however often it was placed there.
        assert reach_of(cast.story.pk) == StoryReach(123, 4)
        assert reach_of(cast.story.pk, on=first.pk) == StoryReach(None, 4, 20)
        viewed(cast.story, **{f"p{cast.district.pk}": 1})
        assert reach_of(cast.story.pk, on=first.pk) == StoryReach(124, 4, 20)
        assert reach_of(cast.story.pk, on=cast.district.pk) == StoryReach(124, 4, 1)
        assert reach_of(published_story(cast.portal).pk) == StoryReach(0, 1)

    def test_is_asked_for_by_two_queries(self, cast) -> None:
        sent(cast)
        with CaptureQueriesContext(connection) as queries:
            reach_of(cast.story.pk, on=cast.portal.pk)
        assert len(queries) == 2


class TestTheDeliveryBoard:
    def test_shows_the_sum_and_on_how_many_portals(self, cast) -> None:
        dispatch = sent(cast)
        viewed(cast.story, **{f"p{cast.portal.pk}": 1400, f"p{cast.communes[0].pk}": 37})
        page = client_of(cast.head).get(reverse("syndication:dispatch", args=[dispatch.pk]))
        said = text_of(page)
        assert "1.437 lượt xem trên 4 Cổng" in said
        # Of single portals nothing.
        assert "1.400" not in said
        assert not re.search(r"\b37 lượt", said)

    def test_is_not_asked_for_it_while_it_is_watched(self, cast, monkeypatch) -> None:
        dispatch = sent(cast)
        asked: list[int] = []
        monkeypatch.setattr("syndication.dispatches.views.reach_of", asked.append)
        client = client_of(cast.head)
        client.get(reverse("syndication:dispatch_progress", args=[dispatch.pk]))
        assert asked == []

    def test_asks_as_often_for_more_portals(self) -> None:
        asked = []
        for communes in (2, 5):
            cast = make_cast(communes)
            dispatch, client = sent(cast), client_of(cast.head)
            viewed(cast.story, **{f"p{one.pk}": 5 for one in cast.communes})
            address = reverse("syndication:dispatch", args=[dispatch.pk])
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            asked.append(len(queries))
        assert asked[0] == asked[1]


def viewed_by_four(cast) -> None:
    first, second = cast.communes
    views = {cast.portal: 1400, first: 31, second: 577, cast.district: 10}
    viewed(cast.story, **{f"p{portal.pk}": count for portal, count in views.items()})


class TestAReceivingBoard:
    def test_sees_its_own_number_and_the_sum(self, cast) -> None:
        dispatch = sent(cast)
        first, second = cast.communes
        viewed_by_four(cast)
        client = client_of(make_member(first, Position.HEAD))
        delivery = dispatch.deliveries.get(portal=first)
        said = text_of(client.get(reverse("syndication:delivery", args=[delivery.pk])))
        assert "31 lượt xem trên Cổng của bạn" in said
        assert "2.018 lượt xem trên 4 Cổng" in said
        assert not re.search(r"\b577\b", said)
        assert "1.400" not in said

    def test_learns_no_other_number_from_the_sum(self, cast) -> None:
        """Of two portals the other's is the sum less its own."""
        dispatch = sent(cast)
        first, second = cast.communes
        viewed(cast.story, **{f"p{cast.portal.pk}": 1400, f"p{first.pk}": 31, f"p{second.pk}": 577})
        client = client_of(make_member(first, Position.HEAD))
        delivery = dispatch.deliveries.get(portal=first)
        for address in (
            reverse("syndication:delivery", args=[delivery.pk]),
            reverse("across:path", args=[cast.story.pk]),
        ):
            said = text_of(client.get(address))
            assert "2.008" not in said
            assert re.search(r"\b31\b", said)
        assert "2.008" in text_of(client_of(cast.head).get(address))

    def test_sees_no_more_on_the_way_of_the_story(self, cast) -> None:
        sent(cast)
        first, second = cast.communes
        viewed_by_four(cast)
        way = reverse("across:path", args=[cast.story.pk])
        theirs = text_of(client_of(make_member(first, Position.HEAD)).get(way))
        own = text_of(client_of(cast.head).get(way))
        assert "2.018" in theirs
        assert re.search(r"\b31\b", theirs)
        for other in ("577", "1.400"):
            # Alone: addresses of stories hold numbers as well.
            assert not re.search(rf">\s*{other}\s*<", theirs)
            assert re.search(rf">\s*{other}\s*<", own)

    def test_above_the_board_that_wrote_it_sees_every_portal_on_its_way(self, cast) -> None:
        story = published_story(cast.communes[0])
        viewed(story, **{f"p{cast.communes[0].pk}": 577, f"p{cast.portal.pk}": 1})
        above = client_of(make_member(cast.district, Position.SECRETARY))
        assert re.search(r"\b577\b", text_of(above.get(reverse("across:path", args=[story.pk]))))
