"""Stories of the same subject beside a story."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.enums import RemovalKind
from editorial.models import Placement, StoryPage
from editorial.placements.writing import end_placements
from editorial.search.alike import alike_stories
from editorial.search.vocabulary import count_words
from portals.models import Portal
from tests.factories import NOON, make_portal, published_story
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db

COLD = "Giữ ấm cho trâu bò ngày rét"
COLD_TOO = "Ủ rơm khô, che chuồng trâu bò ngày rét"


@pytest.fixture
def portal() -> Portal:
    return make_portal("province")


def said(portal: Portal, *titles: str) -> list[StoryPage]:
    stories = [published_story(portal, title=title, lead="Tin") for title in titles]
    count_words()
    return stories


def alike(story: StoryPage, portal: Portal) -> list[int]:
    return alike_stories(portal, story.pk, most=3)


class TestWhatIsAlike:
    def test_shares_what_few_say(self, portal: Portal) -> None:
        one, other, third = said(portal, COLD, COLD_TOO, "Giải cầu lông tuổi trẻ")
        assert alike(one, portal) == [other.pk]
        assert alike(other, portal) == [one.pk]
        assert alike(third, portal) == []

    def test_needs_more_than_one_pair(self, portal: Portal) -> None:
        one, *_ = said(portal, COLD, "Hội thi trâu bò khỏe")
        assert alike(one, portal) == []

    def test_is_nothing_that_many_say(self, portal: Portal) -> None:
        one, *_ = said(portal, COLD, COLD_TOO, "Lịch tiêm trâu bò ngày rét")
        assert alike(one, portal) == []

    def test_minds_accents(self, portal: Portal) -> None:
        one, *_ = said(portal, "Hội chợ bạn đọc Thu", "Hội cho bán độc thú")
        assert alike(one, portal) == []

    def test_is_not_told_by_the_text_alone(self, portal: Portal) -> None:
        one = published_story(portal, title=COLD, lead="Tin")
        body = [("paragraph", f"<p>{COLD}</p>")]
        published_story(portal, title="Chuyện bên lề", lead="Tin", body=body)
        count_words()
        assert alike(one, portal) == []

    def test_comes_with_the_nearest_first(self, portal: Portal) -> None:
        one, more, less = said(
            portal,
            "Giữ ấm cho trâu bò ngày rét đậm kéo dài",
            "Những ngày rét đậm kéo dài",
            "Giữ ấm cho nhà trẻ",
        )
        assert alike(one, portal) == [more.pk, less.pk]
        assert alike_stories(portal, one.pk, most=1) == [more.pk]


def _end(placement: Placement) -> None:
    placements = Placement.objects.filter(pk=placement.pk)
    end_placements(placements=placements, kind=RemovalKind.WITHDRAWN, reason="Sai.", now=NOON)


class TestWhereItStands:
    def test_is_on_this_portal(self, portal: Portal) -> None:
        commune = make_portal()
        one, other = published_story(portal, title=COLD), published_story(commune, title=COLD_TOO)
        count_words()
        assert alike(one, portal) == []
        placed = republished(other, portal)
        assert alike(one, portal) == [other.pk]
        _end(placed)
        assert alike(one, portal) == []


class TestAStorysPage:
    def test_offers_them_once(self, portal: Portal) -> None:
        one, other, third = said(portal, COLD, COLD_TOO, "Giải cầu lông tuổi trẻ")
        shown = visit(portal, one.public_path()).context
        assert [place.story_id for place in shown["related"]] == [other.pk]
        assert [place.story_id for place in shown["neighbours"]] == [third.pk]

    def test_keeps_to_what_the_board_named(self, portal: Portal) -> None:
        one, _other, third = said(portal, COLD, COLD_TOO, "Giải cầu lông tuổi trẻ")
        story = one.specific
        story.related_stories = [story.related_stories.model(story_id=third.pk)]
        story.save_revision().publish(skip_permission_checks=True)
        shown = visit(portal, story.public_path()).context
        assert [place.story_id for place in shown["related"]] == [third.pk]

    def test_costs_the_same_however_many_there_are(self, portal: Portal) -> None:
        one, *_ = said(portal, COLD, COLD_TOO)
        visit(portal, one.public_path())
        with CaptureQueriesContext(connection) as few:
            visit(portal, one.public_path())
        for number in range(20):
            published_story(portal, title=f"Tin số {number}", lead="Tin")
        said(portal, *(f"Giữ ấm cho đàn gà số {number}" for number in range(3)))
        with CaptureQueriesContext(connection) as many:
            visit(portal, one.public_path())
        assert len(many) == len(few)
