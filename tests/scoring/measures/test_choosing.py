"""The bonus for a story that five other portals chose by themselves."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.enums import PlacementRole, RemovalKind
from editorial.models import ArticlePage, Placement, StoryPage
from portals.models import Portal
from scoring.assessing.facts import EnteredFact, UnableToEnter, enter_facts
from scoring.models import Scorecard
from scoring.rounds.actions import score_month
from tests.factories import make_portal, section_of
from tests.scoring.cast import (
    OCTOBER,
    SNAPSHOT,
    adopt_default,
    local,
    make_province,
    measure,
    october,
    write,
)

pytestmark = pytest.mark.django_db
PUBLISHED = local(2026, 10, 5, 9)


@pytest.fixture
def province():
    return make_province()


@pytest.fixture
def portal(province) -> Portal:
    return make_portal(overseer=province[0])


def choose(
    story: StoryPage, number: int, *, via: str = "board", at: datetime | None = None
) -> list[Placement]:
    """So many portals take the story, one a day from the sixth on."""
    places = []
    for day in range(number):
        chooser = make_portal()
        places.append(
            Placement.objects.create(
                portal=chooser, section=section_of(chooser), story=story,
                role=PlacementRole.REPUBLISHED, kind=ArticlePage.story_kind, via=via,
                placed_at=at or local(2026, 10, 6 + day, 9),
            )
        )  # fmt: skip
    return places


def chosen(portal: Portal) -> Decimal:
    return measure("adjustment.chosen", portal)[portal.pk].value


class TestAStoryThatOthersChose:
    @pytest.mark.parametrize("via", ["board", "pick", "proposal:7"])
    def test_counts_from_the_fifth_portal_on(self, portal, via) -> None:
        few, many = write(portal, PUBLISHED, 1), write(portal, PUBLISHED, 2, title="Hội Lim")
        choose(few, 4, via=via)
        choose(many, 6, via=via)

        found = measure("adjustment.chosen", portal)[portal.pk]

        assert (found.value, found.cases) == (1, 1)
        assert [one.pk for one in found.examples] == [many.pk]
        assert found.numbers["stories"] == "“Hội Lim” (6)"

    @pytest.mark.parametrize("via", ["dispatch:7", "import"])
    def test_does_not_count_where_it_was_sent(self, portal, via) -> None:
        story = write(portal, PUBLISHED, 1)
        choose(story, 8, via=via)
        choose(story, 4)
        assert chosen(portal) == 0

    def test_does_not_count_what_was_taken_off_again(self, portal) -> None:
        story = write(portal, PUBLISHED, 1)
        last = choose(story, 5)[-1]
        last.removed_at, last.removal_kind = local(2026, 10, 20, 9), RemovalKind.TAKEN_DOWN
        last.save()
        assert chosen(portal) == 0

    def test_counts_once_a_portal_however_often_it_comes(self, portal) -> None:
        story = write(portal, PUBLISHED, 1)
        last = choose(story, 4)[-1]
        last.removed_at, last.removal_kind = local(2026, 11, 2, 9), RemovalKind.TAKEN_DOWN
        last.save()
        Placement.objects.create(
            portal=last.portal, section=last.section, story=story, role=PlacementRole.REPUBLISHED,
            kind=ArticlePage.story_kind, via="board", placed_at=local(2026, 10, 30, 9),
        )  # fmt: skip
        assert chosen(portal) == 0

    def test_counts_in_the_month_of_the_fifth_choice_only(self, portal) -> None:
        before, after = (write(portal, local(2026, 9, day, 9), day) for day in (1, 2))
        choose(before, 6, at=local(2026, 9, 20, 9))
        choose(after, 4, at=local(2026, 9, 20, 9))
        choose(after, 1, at=local(2026, 10, 2, 9))
        late = write(portal, PUBLISHED, 3)
        choose(late, 4)
        choose(late, 1, at=local(2026, 11, 1, 9))

        found = measure("adjustment.chosen", portal)[portal.pk]
        assert [one.pk for one in found.examples] == [after.pk]

    def test_costs_one_query_for_all_portals(self, portal) -> None:
        others = [make_portal() for _ in range(3)]
        for number, one in enumerate([portal, *others]):
            choose(write(one, PUBLISHED, number), 5)
        period = october()
        with CaptureQueriesContext(connection) as asked:
            found = measure("adjustment.chosen", portal, *others, period=period)
        assert len(asked) == 1
        assert {measured.value for measured in found.values()} == {1}


class TestTheScorecard:
    def test_adds_the_point_and_names_the_story(self, province, portal) -> None:
        adopt_default(*province[1:], tiers=("commune",))
        choose(write(portal, PUBLISHED, 1, title="Hội Lim"), 5)
        choose(write(portal, PUBLISHED, 2, title="Hội Gióng"), 5)

        score_month(month=OCTOBER, actor=None, now=SNAPSHOT)

        lines = Scorecard.objects.get(portal=portal).lines["adjustments"]
        assert [(one["code"], one["times"], one["points"]) for one in lines] == [
            ("CONG4", 2, "1.00")
        ]
        assert "“Hội Lim” (5), “Hội Gióng” (5)" in lines[0]["reason"]

    def test_is_not_entered_by_hand(self, province, portal) -> None:
        adopt_default(*province[1:], tiers=("commune",))
        fact = EnteredFact(portal, "adjustment.chosen", Decimal(1), 1, "Sổ")
        with pytest.raises(UnableToEnter):
            enter_facts(month=OCTOBER, facts=[fact], actor=province[1], now=SNAPSHOT)
