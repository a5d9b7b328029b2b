"""The check of stories and feeds turns false where one is broken."""

from __future__ import annotations

from datetime import timedelta

import pytest

from editorial.demo.checks import READING
from editorial.models import StoryPage
from editorial.public.views import feeds
from portals.models import Portal
from tests.factories import make_province_tree, published_story
from tests.support.demo import found_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Portal:
    province, district, communes = make_province_tree()
    for portal in (province, district, *communes):
        published_story(portal)
    return province


class TestReading:
    def test_is_right_where_stories_and_feeds_are(self, province: Portal) -> None:
        found = found_by(READING)
        assert [one.is_good for one in found.values()] == [True, True]
        # Each portal has one story, in two feeds.
        assert (found["newest_stories"].total, found["feed_entries"].total) == (4, 8)

    def test_names_a_newest_story_that_does_not_answer(self, province: Portal) -> None:
        StoryPage.objects.filter(pk=StoryPage.objects.first().pk).update(live=False)
        found = found_by(READING)["newest_stories"]
        assert (found.is_good, found.right) == (False, 3)

    def test_names_entries_that_changed_before_they_were_published(
        self, province: Portal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(feeds, "_changed", lambda entry: feeds._published(entry) - timedelta(1))
        found = found_by(READING)["feed_entries"]
        assert (found.is_good, found.right, found.total) == (False, 0, 8)
