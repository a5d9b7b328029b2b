"""Words are looked for in lists of the desk accents aside: many people type none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from editorial.models import Placement
from syndication.dispatches.filters import OwnStoryFilterSet
from tests.factories import make_portal, published_story

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ("portals", "editorial", "syndication", "scoring")
# Codes and addresses have no accents; what stands in JSON is looked for as it is.
AS_IT_IS = {
    "portals/accountability/desk/filters.py": 1,
    "portals/auditors/desk/accesses.py": 1,
    "portals/audit_log/queries.py": 1,
    "editorial/demo/judged_places.py": 1,
}


def test_no_filter_minds_accents() -> None:
    found = {}
    for floor in FLOORS:
        for path in (ROOT / floor).rglob("*.py"):
            minding = re.findall(r"(?<!unaccent__)icontains", path.read_text())
            if minding:
                found[path.relative_to(ROOT).as_posix()] = len(minding)
    assert found == AS_IT_IS


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["nguyen", "NGUYỄN", "nguyễn  đình", "ong nguyen dinh"])
def test_words_are_found_with_accents_and_without(words: str) -> None:
    portal = make_portal()
    story = published_story(portal, title="Gặp ông Nguyễn Đình Chiểu")
    published_story(portal, title="Gặp bà Ngô")
    found = OwnStoryFilterSet({"q": " ".join(words.split())}, queryset=Placement.objects.all()).qs
    assert [one.story_id for one in found] == [story.pk]
