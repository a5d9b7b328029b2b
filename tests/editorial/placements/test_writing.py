"""The statements that write placements: what they leave, what they tell, and whose pages are made anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.enums import PlacementRole, RemovalKind
from editorial.models import NoticePage, Placement, StoryPage
from editorial.placements.writing import (
    PlacementSpec,
    end_placements,
    pin,
    place_new_origins,
    republish,
    republish_one,
)
from portals.models import EditionChange, Portal
from tests.factories import make_portal, make_story, published_story, section_of

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TOMORROW = NOW + timedelta(days=1)


def to(portal: Portal, story: StoryPage, via: str = "dispatch:7") -> PlacementSpec:
    return PlacementSpec(
        portal.pk, section_of(portal).pk, story.pk, NoticePage.story_kind, via, NOW
    )


def take_down(story: StoryPage, portal: Portal) -> None:
    there = Placement.objects.filter(story=story, portal=portal)
    end_placements(placements=there, kind=RemovalKind.TAKEN_DOWN, reason="Trùng", now=NOW)


def renewed() -> set[int]:
    """The portals whose pages are to be made anew since it was asked last. Opening one concerns all, which is None."""
    rows = list(EditionChange.objects.exclude(portal_ids=None).values_list("portal_ids", flat=True))
    EditionChange.objects.all().delete()
    return {portal_id for portal_ids in rows for portal_id in portal_ids}


@pytest.fixture
def home() -> Portal:
    return make_portal("province")


@pytest.fixture
def away() -> list[Portal]:
    return [make_portal("province") for _ in range(3)]


class TestRepublishing:
    def test_writes_what_is_asked_for(self, home, away) -> None:
        story = published_story(home)

        done = republish([to(away[0], story)], pinned_until=TOMORROW)

        assert done.placed == [to(away[0], story)]
        assert done.stood == []
        placed = Placement.objects.get(story=story, portal=away[0])
        assert placed.section == section_of(away[0])
        assert (placed.role, placed.kind) == (PlacementRole.REPUBLISHED, NoticePage.story_kind)
        assert (placed.via, placed.placed_at) == ("dispatch:7", NOW)
        assert placed.pinned_until == TOMORROW
        assert placed.removed_at is None

    def test_leaves_alone_what_stands(self, home, away) -> None:
        story = published_story(home)
        republish([to(away[1], story, via="board")])

        done = republish([to(portal, story) for portal in (home, *away)])

        assert done.placed == [to(away[0], story), to(away[2], story)]
        assert done.stood == [to(home, story), to(away[1], story)]
        assert Placement.objects.get(story=story, portal=home).role == PlacementRole.ORIGIN
        assert Placement.objects.get(story=story, portal=away[1]).via == "board"

    def test_brings_back_what_was_taken_down(self, home, away) -> None:
        story = published_story(home)
        republish([to(away[0], story)])
        take_down(story, away[0])

        assert republish([to(away[0], story)]).placed == [to(away[0], story)]

        assert Placement.objects.filter(story=story, portal=away[0]).count() == 2

    def test_of_two_for_one_portal_the_first_counts(self, home, away) -> None:
        one, other = published_story(home), published_story(home)
        wanted = [to(away[0], other, "b"), to(away[0], one, "z"), to(away[0], one, "a")]

        done = republish(wanted)

        assert done.placed == wanted[:2]
        assert done.stood == wanted[2:]

    def test_makes_anew_the_pages_of_those_portals_alone(self, home, away) -> None:
        story = published_story(home)
        republish([to(away[1], story)])
        renewed()

        republish([to(portal, story) for portal in away])

        assert renewed() == {away[0].pk, away[2].pk}

    def test_takes_as_many_statements_for_many_as_for_one(self, home, away) -> None:
        stories = [published_story(home) for _ in range(2)]
        many = [to(portal, story) for portal in away for story in stories]

        assert statements(many[:1]) == statements(many[1:])

    def test_of_nothing_asks_nothing(self) -> None:
        assert statements([]) == 0


def statements(places: list[PlacementSpec]) -> int:
    with CaptureQueriesContext(connection) as queries:
        republish(places)
    return len(queries)


class TestOne:
    def test_is_what_stands_there_then(self, home, away) -> None:
        story = published_story(home)

        placed = republish_one(to(away[0], story))
        again = republish_one(to(away[0], story, via="board"))

        assert placed == again == Placement.objects.get(story=story, portal=away[0])
        assert again.via == "dispatch:7"

    def test_is_not_what_stood_there_before(self, home, away) -> None:
        story = published_story(home)
        before = republish_one(to(away[0], story))
        take_down(story, away[0])

        after = republish_one(to(away[0], story))

        assert after.pk != before.pk
        assert after.removed_at is None


class TestNewOrigins:
    def test_stand_and_their_portals_show_them(self, home) -> None:
        story = make_story(home)
        renewed()

        place_new_origins([to(home, story, via="import")])

        placed = Placement.objects.get(story=story)
        assert (placed.role, placed.portal, placed.via) == (PlacementRole.ORIGIN, home, "import")
        assert renewed() == {home.pk}

    def test_one_that_stands_already_is_an_error(self, home) -> None:
        story = published_story(home)

        with (
            pytest.raises(IntegrityError, match=r"story_stands_once_a_portal|story_has_one_origin"),
            transaction.atomic(),
        ):
            place_new_origins([to(home, story)])


class TestPinning:
    @pytest.mark.parametrize("with_origin", [True, False])
    def test_is_on_top_there_and_at_home_if_asked(self, home, away, with_origin) -> None:
        story = published_story(home)
        republish([to(portal, story) for portal in away])
        renewed()
        own = [home.pk] if with_origin else []

        pin(
            story_id=story.pk,
            portal_ids=[home.pk, away[0].pk],
            until=TOMORROW,
            with_origin=with_origin,
        )

        assert pinned() == {*own, away[0].pk}
        assert renewed() == {*own, away[0].pk}

    def test_ends_and_concerns_only_what_was_on_top(self, home, away) -> None:
        story, other = published_story(home), published_story(home)
        republish([to(away[0], story), to(away[0], other)], pinned_until=TOMORROW)
        republish([to(away[1], story)])
        renewed()
        everywhere = [portal.pk for portal in away]

        pin(story_id=story.pk, portal_ids=everywhere, until=None, with_origin=True)

        assert list(Placement.objects.exclude(pinned_until=None)) == [
            Placement.objects.get(story=other, portal=away[0])
        ]
        assert renewed() == {away[0].pk}

    def test_lifts_nothing_that_was_taken_down(self, home, away) -> None:
        story = published_story(home)
        republish([to(away[0], story)])
        take_down(story, away[0])

        pin(story_id=story.pk, portal_ids=[away[0].pk], until=TOMORROW, with_origin=False)

        assert pinned() == set()


def pinned() -> set[int]:
    on_top = Placement.objects.filter(pinned_until=TOMORROW)
    return set(on_top.values_list("portal_id", flat=True))
