"""Whether things are read by the index of words or the newest one by one, the same is found: only the time differs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.models import Placement, SearchThing, SearchWord
from editorial.search import candidates
from editorial.search.asking import Strictness, read_asked
from editorial.search.finding import EVERYWHERE, FoundThings, SearchScope, find_things
from editorial.search.known_words import known_of
from editorial.search.narrowing import Narrowing
from editorial.search.vocabulary import count_words
from editorial.search.word_query import build
from portals.models import Portal
from tests.factories import make_official, make_province_tree, published_story
from tests.support.visiting import republished

pytestmark = pytest.mark.django_db
ONE_BY_ONE, BY_INDEX = "one by one", "by the index"


@pytest.fixture
def portals() -> tuple[Portal, Portal, Portal]:
    """A province that writes what its commune takes over, and another commune."""
    province, _district, (commune, other) = make_province_tree()
    for number in range(4):
        taken = published_story(province, title=f"Kế hoạch họp tỉnh {number}")
        republished(taken, commune)
        published_story(commune, title=f"Kế hoạch họp xã {number}")
        published_story(other, title=f"Kế hoạch họp nơi khác {number}")
    gone = published_story(commune, title="Kế hoạch họp đã gỡ")
    Placement.objects.filter(story=gone).update(
        removed_at=timezone.now() + timedelta(days=1), removal_kind="withdrawn"
    )
    back = published_story(province, title="Kế hoạch họp chỉ còn ở tỉnh")
    republished(back, commune)
    Placement.objects.filter(story=back, portal=commune).update(
        removed_at=timezone.now() + timedelta(days=1), removal_kind="dropped"
    )
    published_story(commune, title="Kế hoạch họp bằng thông báo", notice=True)
    make_official(commune, number="7/KH-UBND", lead="Kế hoạch họp")
    published_story(commune, title="Tin không liên quan")
    # As a procedure of the province is that is done in another commune too.
    also = published_story(province, title="Kế hoạch họp cũng ở nơi khác")
    SearchThing.objects.filter(page=also).update(places=[province.pk, other.pk])
    count_words()
    return province, commune, other


def scopes(portals: tuple[Portal, Portal, Portal]) -> Iterator[tuple[SearchScope, Narrowing]]:
    province, commune, other = portals
    wide = Narrowing()
    for portal in portals:
        yield SearchScope(portal), wide
    yield SearchScope(commune), Narrowing(kind="article")
    yield SearchScope(commune), Narrowing(until=timezone.now().date() - timedelta(days=9))
    yield EVERYWHERE, wide
    yield EVERYWHERE, Narrowing(portal_id=commune.pk)
    yield SearchScope(below=(commune.pk, other.pk)), wide
    yield SearchScope(below=(province.pk, commune.pk, other.pk)), wide
    yield SearchScope(below=(other.pk,)), wide


def told(found: FoundThings) -> tuple[object, ...]:
    facets = {name: dict(values) for name, values in found.facets.items()}
    return [one.title for one in found.things], found.total, found.more, facets, found.strictness


def set_ways(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    few = way != BY_INDEX
    monkeypatch.setattr(candidates, "MOST_MATCHES", 6)
    monkeypatch.setattr(candidates, "MANY", -1 if few else 10**9)
    SearchWord.objects.update_or_create(
        lexeme=candidates.PORTALS, defaults={"folded": "", "number": 1 if few else 99}
    )


@pytest.mark.parametrize(
    "text",
    ["kế hoạch họp", "kế hoạch -tỉnh", "ke hoach", "kế hoạch họp giữa tuần", "7/KH-UBND", ""],
)
def test_all_ways_find_the_same(
    portals: tuple[Portal, Portal, Portal], monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    ways = {}
    for way in (BY_INDEX, ONE_BY_ONE):
        with monkeypatch.context() as patched:
            set_ways(patched, way)
            ways[way] = [
                told(find_things(scope, text, narrowing=narrowing))
                for scope, narrowing in scopes(portals)
            ]
    assert ways[ONE_BY_ONE] == ways[BY_INDEX]
    assert any(total for _titles, total, *_more in ways[BY_INDEX])


def way_of(scope: SearchScope, text: str, **more: Any) -> str:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        find_things(scope, text, **more)
    first = next(one["sql"] for one in asked if "WITH leads" in one["sql"])
    return ONE_BY_ONE if "thing.at DESC NULLS LAST" in first else BY_INDEX


class TestTheWay:
    @pytest.fixture(autouse=True)
    def sizes(self, monkeypatch: pytest.MonkeyPatch, portals: object) -> None:
        monkeypatch.setattr(candidates, "MOST_MATCHES", 2)
        monkeypatch.setattr(candidates, "MANY", 10)

    def test_is_by_the_index_where_few_have_the_words(
        self, portals: tuple[Portal, Portal, Portal]
    ) -> None:
        for scope in (SearchScope(portals[1]), EVERYWHERE):
            assert way_of(scope, "họp tỉnh") == BY_INDEX

    def test_is_one_by_one_where_most_have_them(
        self, portals: tuple[Portal, Portal, Portal]
    ) -> None:
        assert way_of(EVERYWHERE, "kế hoạch") == ONE_BY_ONE
        assert way_of(EVERYWHERE, "") == ONE_BY_ONE

    def test_is_by_the_index_where_something_is_left_out(
        self, portals: tuple[Portal, Portal, Portal]
    ) -> None:
        assert way_of(EVERYWHERE, "kế hoạch -họp") == BY_INDEX
        assert way_of(EVERYWHERE, "kế hoạch -hoạch") == BY_INDEX

    def test_is_one_by_one_where_little_is_left_out(
        self, portals: tuple[Portal, Portal, Portal]
    ) -> None:
        assert way_of(EVERYWHERE, 'kế hoạch -"bằng thông báo"') == ONE_BY_ONE

    def test_is_by_the_index_on_a_portal(self, portals: tuple[Portal, Portal, Portal]) -> None:
        assert way_of(SearchScope(portals[1]), "kế hoạch") == BY_INDEX

    def test_is_one_by_one_of_most_portals_alone(
        self, portals: tuple[Portal, Portal, Portal]
    ) -> None:
        there = [portal.pk for portal in portals]
        SearchWord.objects.create(lexeme=candidates.PORTALS, folded="", number=4)
        assert way_of(SearchScope(below=tuple(there)), "kế hoạch") == ONE_BY_ONE
        assert way_of(SearchScope(below=tuple(there[:2])), "kế hoạch") == ONE_BY_ONE
        assert way_of(SearchScope(below=tuple(there[:1])), "kế hoạch") == BY_INDEX


class TestExpected:
    """How many things are thought to have some of the words."""

    def some(self, text: str) -> float:
        asked = read_asked(text)
        return build(asked, known_of(asked), Strictness.SOME).expected

    def test_is_the_commonest_that_says_enough(self, portals: object) -> None:
        assert self.some("kế hoạch giao thông khác") == 16

    def test_is_less_by_what_is_left_out(self, portals: object) -> None:
        assert self.some("kế hoạch giao thông khác -tỉnh") == 16 - 5
        assert self.some("kế hoạch -hoạch") == 0

    def test_is_none_of_what_nothing_has(self, portals: object) -> None:
        assert self.some("xyz abc qwe") == 0

    def test_is_none_of_what_was_quoted(self, portals: object) -> None:
        assert self.some('"kế hoạch" giao thông') == 0

    def test_is_none_of_a_number(self, portals: object) -> None:
        assert self.some("7/KH-UBND") == 0
