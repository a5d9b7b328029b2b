"""Words without the space between them are read as the two that public things have."""

from __future__ import annotations

import pytest

from editorial.search.finding import SearchScope, find_things
from editorial.search.syllables import spelt, syllable
from editorial.search.typed_as_one import taken_apart
from editorial.search.vocabulary import count_words
from tests.factories import make_portal, published_story

pytestmark = pytest.mark.django_db


def read(*words: str) -> list[str]:
    (run,) = taken_apart([[syllable(word) for word in words]])
    return [spelt(one.exact) for one in run]


class TestTwoWords:
    @pytest.fixture(autouse=True)
    def counted(self) -> None:
        portal = make_portal()
        for number in range(3):
            published_story(portal, title=f"Đất đai: tra cứu ở phường Nam Sơn, lần {number}")
        count_words()

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            (["đấtđai"], ["đất", "đai"]),
            (["datdai"], ["đất", "đai"]),
            (["phườngnam", "sơn"], ["phường", "nam", "sơn"]),
            (["đài1022"], ["đài", "1022"]),
        ],
    )
    def test_are_taken_apart(self, typed: list[str], meant: list[str]) -> None:
        assert read(*typed) == meant

    @pytest.mark.parametrize(
        "typed", ["nghiêng", "quyển", "1022", "xyzzy", "hoidap", "covid19", "h1n1"]
    )
    def test_that_are_one_or_that_nobody_wrote_are_left(self, typed: str) -> None:
        assert read(typed) == [typed]

    def test_are_found(self) -> None:
        portal = make_portal()
        published_story(portal, title="Tra cứu đất đai")
        found = find_things(SearchScope(portal), "tracứu đấtđai")
        assert ([one.title for one in found.things], found.corrected) == (
            ["Tra cứu đất đai"],
            "tra cứu đất đai",
        )
