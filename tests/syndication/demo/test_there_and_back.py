"""The checks of emergencies and travels turn false where what they speak of is broken."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from editorial.models import NoticePage, StoryPage
from portals.boards.enums import Position
from portals.models import Portal
from syndication.demo.there_and_back import EMERGENCIES, TRAVELS
from syndication.dispatches.actions import dispatch_story
from syndication.dispatches.audience import Audience
from syndication.enums import AudienceKind, Urgency
from tests.factories import make_member, make_province_tree, published_story
from tests.support.demo import found_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Portal:
    province, district, communes = make_province_tree()
    for portal in (province, district, *communes):
        published_story(portal)
    return province


class TestEmergencies:
    def send(self, province: Portal, story: StoryPage) -> None:
        dispatch_story(
            story=story, audience=Audience(AudienceKind.ALL), due_at=None, mandate="", note="",
            urgency=Urgency.URGENT, actor=make_member(province, Position.HEAD), now=timezone.now(),
        )  # fmt: skip

    def test_are_right_where_each_has_an_end(self, province: Portal) -> None:
        story = published_story(province, notice=True, ends_at=timezone.now() + timedelta(hours=6))
        self.send(province, story)
        assert found_by(EMERGENCIES)["emergencies_end"].is_good

    def test_name_one_without_an_end(self, province: Portal) -> None:
        story = published_story(province, notice=True, ends_at=timezone.now() + timedelta(hours=6))
        self.send(province, story)
        NoticePage.objects.update(ends_at=None)
        found = found_by(EMERGENCIES)["emergencies_end"]
        assert (found.is_good, list(found.faults)) == (False, [story.title])

    def test_prove_nothing_where_none_was_sent(self, province: Portal) -> None:
        assert not found_by(EMERGENCIES)["emergencies_end"].is_good


def test_travels_are_wrong_in_every_key_where_no_worker_runs(province: Portal) -> None:
    for position in (Position.EDITOR, Position.HEAD, Position.DEPUTY):
        make_member(province, position)
    found = found_by(TRAVELS)
    assert {key: one.is_good for key, one in found.items()} == dict.fromkeys(TRAVELS.titles, False)
    assert "Error" not in str([one.faults for one in found.values()])
