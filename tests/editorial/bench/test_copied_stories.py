"""What the bench copies by the hundred thousand is what stories are: read, found and counted in their sections."""

from __future__ import annotations

import pytest
from wagtail.models import Page

from editorial.bench.copied_stories import copy_stories
from editorial.bench.stories import OWN_SHARE
from editorial.models import ArticlePage, Placement, SearchThing
from tests.factories import make_province_tree, published_story, section_of
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _within_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("editorial.bench.copied_stories.TIDY", "ANALYZE editorial_placement")


def test_copies_stand_on_each_portal_and_a_tenth_on_the_provinces() -> None:
    province, _district, communes = make_province_tree(2)
    for portal in (province, *communes):
        published_story(portal)
    before = set(ArticlePage.objects.values_list("pk", flat=True))

    copy_stories(province=province, wanted=43)

    made = ArticlePage.objects.exclude(pk__in=before)
    placed = Placement.objects.standing().filter(story__in=made, role="origin")
    others = (40 - 40 // OWN_SHARE) // 3
    assert placed.filter(portal=province).count() == 40 // OWN_SHARE
    assert {placed.filter(portal=one).count() for one in communes} == {others}
    assert placed.count() == made.count() == SearchThing.objects.filter(page__in=made).count()
    assert not Page.find_problems()[0]
    assert section_of(communes[0]).numchild == others + 1
    first = placed.filter(portal=communes[0]).select_related("section", "story").first()
    assert first is not None
    assert visit(communes[0], first.path).status_code == 200

    copy_stories(province=province, wanted=43)
    assert ArticlePage.objects.exclude(pk__in=before).count() == made.count()
