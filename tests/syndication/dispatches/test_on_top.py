"""An urgent story on the home pages of those who received it, and of those who wrote it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.public.queries.home import home_stories
from syndication.dispatches.urgent import URGENT_FOR, end_urgent, renew_urgent
from syndication.jobs import place_dispatch
from tests.factories import published_story
from tests.syndication.casts import make_cast, send_urgent

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast(at_once=False)


def on_top(portal, now) -> list[int]:
    return [placement.story_id for placement in home_stories(portal, now).pinned]


def test_it_is_on_top_everywhere_until_its_day_is_over(cast) -> None:
    now = timezone.now()
    own = [published_story(commune) for commune in cast.communes]
    dispatch = send_urgent(cast, now=now)
    place_dispatch(dispatch_id=dispatch.pk)

    for portal in (cast.portal, *cast.receivers):
        stories = home_stories(portal, now)
        assert [one.story_id for one in stories.pinned] == [cast.story.pk]
        assert cast.story.pk not in {one.story_id for one in (*stories.news, *stories.republished)}
        assert stories.changes_at == now + URGENT_FOR
        assert on_top(portal, now + URGENT_FOR) == []
    first = home_stories(cast.communes[0], now)
    assert first.lead is not None
    assert first.lead.story_id == own[0].pk


def test_it_stays_where_it_is_renewed_and_leaves_where_it_is_ended(cast) -> None:
    now = timezone.now()
    dispatch = send_urgent(cast, now=now)
    place_dispatch(dispatch_id=dispatch.pk)
    later = now + timedelta(hours=20)

    renew_urgent(dispatch=dispatch, actor=cast.head, now=later)
    assert on_top(cast.communes[0], now + URGENT_FOR) == [cast.story.pk]

    end_urgent(dispatch=dispatch, actor=cast.head, now=later)
    assert on_top(cast.communes[0], later) == []
    assert [one.story_id for one in home_stories(cast.communes[0], later).republished] == [
        cast.story.pk
    ]


def test_the_home_page_shows_it_first(cast, client) -> None:
    place_dispatch(dispatch_id=send_urgent(cast).pk)

    html = client.get("/", headers={"host": cast.communes[0].site.hostname}).content.decode()

    assert "is-pinned" in html
    assert html.index("is-pinned") < html.index(cast.story.title) < html.index('id="khoi-news"')


def test_reading_three_costs_as_much_as_reading_one(cast) -> None:
    now = timezone.now()
    counts = []
    for number in (1, 2):
        for _ in range(number):
            place_dispatch(dispatch_id=send_urgent(cast, published_story(cast.portal), now=now).pk)
        with CaptureQueriesContext(connection) as queries:
            home_stories(cast.communes[0], now)
        counts.append(len(queries))
    assert counts[0] == counts[1]
