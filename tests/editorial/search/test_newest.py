"""What is new of what somebody looks for: after an hour, in a scope, as it was typed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg.types.range import DateRange

from editorial.models import InformationPage, Placement, StoryPage
from editorial.search.finding import EVERYWHERE, SearchScope
from editorial.search.jobs import bring_up_sources
from editorial.search.narrowing import Narrowing
from editorial.search.newest import asks_for_anything, newest_things
from editorial.search.scopes import ALL, BELOW, HERE, scope_named
from portals.models import Oversight, Portal
from tests.factories import NOON, make_official, make_portal, published_story
from tests.support.visiting import republished

pytestmark = pytest.mark.django_db
TODAY = date(2024, 11, 28)


@pytest.fixture
def portal() -> Portal:
    return make_portal("province")


def placed(story: StoryPage, at: datetime) -> None:
    Placement.objects.filter(story=story).update(placed_at=at)


def new(scope: SearchScope, text: str, **options: object) -> list[str]:
    return [one.title for one in newest_things(scope, text, **options)]


def test_newest_first_and_not_what_was_there_already(portal: Portal) -> None:
    for day in (1, 3, 2):
        story = published_story(portal, title=f"Tuyển dụng đợt {day}")
        placed(story, NOON + timedelta(days=day))
    scope = SearchScope(portal)
    assert new(scope, "tuyển dụng") == [f"Tuyển dụng đợt {day}" for day in (3, 2, 1)]
    after = NOON + timedelta(days=2)
    assert new(scope, "tuyển dụng", after=after) == ["Tuyển dụng đợt 3"]
    assert new(EVERYWHERE, "tuyển dụng", after=after) == ["Tuyển dụng đợt 3"]
    assert new(scope, "tuyển dụng", limit=2) == ["Tuyển dụng đợt 3", "Tuyển dụng đợt 2"]


def test_what_a_portal_took_over_is_as_new_as_it_is_there(portal: Portal) -> None:
    commune = make_portal("commune")
    old = published_story(portal, title="Hội chợ việc làm")
    placed(old, NOON - timedelta(days=30))
    own = published_story(commune, title="Hội chợ việc làm của xã")
    placed(own, NOON)
    republished(old, commune)
    after = NOON - timedelta(days=1)
    assert new(SearchScope(commune), "hội chợ", after=after) == [
        "Hội chợ việc làm",
        "Hội chợ việc làm của xã",
    ]
    assert new(SearchScope(portal), "hội chợ", after=after) == []
    assert new(EVERYWHERE, "hội chợ", after=after) == ["Hội chợ việc làm của xã"]


def test_what_left_the_portal_again_is_not_new_there(portal: Portal) -> None:
    commune = make_portal("commune")
    story = published_story(portal, title="Hội chợ việc làm")
    placed(story, NOON - timedelta(days=30))
    place = republished(story, commune)
    assert new(SearchScope(commune), "hội chợ", after=NOON)
    place.removed_at, place.removal_kind = timezone.now(), "withdrawn"
    place.removal_reason = "nhầm"
    place.save()
    assert new(SearchScope(commune), "hội chợ", after=NOON) == []


@pytest.mark.parametrize("text", ["hội chợ", "hoi cho", '"hội chợ"', "hội chợ -xuân"])
def test_all_words_must_be_there_as_they_were_typed(portal: Portal, text: str) -> None:
    published_story(portal, title="Hội chợ việc làm")
    assert new(SearchScope(portal), text) == ["Hội chợ việc làm"]


@pytest.mark.parametrize(
    "text", ["hồi chợ", "hội chợ xuân quê hương đất nước", "hội chọ", "-xuân", "", "?"]
)
def test_nothing_is_read_as_it_may_have_been_meant(portal: Portal, text: str) -> None:
    published_story(portal, title="Hội chợ việc làm")
    assert new(SearchScope(portal), text) == []


def test_what_is_of_no_hour_is_never_new(portal: Portal) -> None:
    page = InformationPage(title="Hội chợ", slug="hoi-cho", live=True)
    portal.root.add_child(instance=page)
    bring_up_sources()
    assert new(SearchScope(portal), "hội chợ") == []


def test_it_is_narrowed_as_the_search_is(portal: Portal) -> None:
    published_story(portal, title="Hội chợ việc làm")
    make_official(portal, title="Quyết định về hội chợ", lead="Về hội chợ")
    found = newest_things(SearchScope(portal), "hội chợ", narrowing=Narrowing(kind="document"))
    assert [one.kind for one in found] == ["document"]


@pytest.mark.parametrize(
    ("text", "asks"), [("sổ đỏ", True), ("-sổ", False), (" ", False), ("!?", False)]
)
def test_only_a_search_that_asks_for_something_can_be_saved(text: str, asks: bool) -> None:
    assert asks_for_anything(text) is asks


def test_scopes_by_their_names(portal: Portal) -> None:
    commune = make_portal("commune")
    Oversight.objects.get_or_create(
        portal=commune, defaults={"overseer": portal, "period": DateRange(date(2020, 1, 1), None)}
    )
    assert scope_named(portal, HERE, today=TODAY, empty=[7]) == SearchScope(portal, empty=(7,))
    assert scope_named(portal, ALL, today=TODAY) == SearchScope(near=portal.pk)
    below = scope_named(portal, BELOW, today=TODAY)
    assert (set(below.below), below.near) == ({portal.pk, commune.pk}, portal.pk)


def test_one_search_takes_as_many_queries_whatever_is_found(portal: Portal) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            newest_things(SearchScope(portal), "hội chợ")
        return len(asked)

    published_story(portal, title="Hội chợ việc làm")
    few = queries()
    for number in range(5):
        published_story(portal, title=f"Hội chợ {number}")
    assert queries() == few == 3
