"""What is offered while somebody types: accents half typed, a part said otherwise, and nothing that was withdrawn."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.models import Placement, Synonym
from editorial.search.finding import SearchScope, find_things
from editorial.search.meant import meant
from editorial.search.still_public import RARE, still_public
from editorial.search.suggesting import suggestions
from editorial.search.vocabulary import count_words
from portals.models import Portal
from tests.factories import NOON, make_portal, published_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal() -> Portal:
    portal = make_portal("province")
    for number in range(2):
        published_story(portal, title=f"Đất đai {number}")
        published_story(portal, title=f"Quyết định {number}")
    for number in range(3):
        # More frequent, and with the same letters.
        for other in ("đã được", "đang làm", "đạt chuẩn", "dạy học"):
            published_story(portal, title=f"{other} {number}")
    count_words()
    return portal


class TestHalfTyped:
    @pytest.mark.parametrize(
        "typed", ["đâ", "đa", "đât", "đấ", "đất", "dat", "dât", "đất đ", "đất da"]
    )
    def test_accents_lead_on(self, portal: Portal, typed: str) -> None:
        assert "đất đai" in suggestions(typed)

    @pytest.mark.parametrize("typed", ["đâ", "dat", "đấ"])
    def test_a_word_alone_is_offered_too(self, portal: Portal, typed: str) -> None:
        assert "đất" in suggestions(typed)

    @pytest.mark.parametrize("typed", ["đấ", "đât", "đất đ"])
    def test_accents_that_were_typed_are_kept(self, portal: Portal, typed: str) -> None:
        found = suggestions(typed)
        assert found
        assert all(one.startswith("đất") for one in found)

    def test_what_is_read_as_another_letter_leads_on(self, portal: Portal) -> None:
        assert "quyết định" in suggestions("quy")

    def test_what_was_typed_is_not_offered(self, portal: Portal) -> None:
        assert "đất" not in suggestions("đất")


class TestWhatMeansTheSame:
    def test_stands_in_the_place_of_its_phrase(self, portal: Portal) -> None:
        Synonym.objects.all().delete()
        Synonym.objects.create(
            term="sổ đỏ", meaning="giấy chứng nhận", term_key="so do", meaning_key="giay chung nhan", changed_at=NOON
        )  # fmt: skip
        assert suggestions("sổ đỏ") == ["giấy chứng nhận"]
        assert suggestions("làm sổ đỏ nhanh") == ["làm giấy chứng nhận nhanh"]
        assert suggestions("xã, sổ đỏ") == ["xã giấy chứng nhận"]


class TestWhatWasWithdrawn:
    def withdraw(self, title: str) -> None:
        placed = Placement.objects.filter(story__title__startswith=title)
        placed.update(removed_at=NOON.replace(year=2099), removal_kind="withdrawn")

    def test_is_not_offered(self, portal: Portal) -> None:
        assert "đất đai" in suggestions("đất")
        self.withdraw("Đất đai")
        assert suggestions("đất") == suggestions("đâ") == []

    def test_was_not_meant(self, portal: Portal) -> None:
        assert find_things(SearchScope(portal), "dất đai").corrected == "đất đai"
        self.withdraw("Đất đai")
        found = find_things(SearchScope(portal), "dất đai")
        assert (found.corrected, meant(found)) == ("", "")

    def test_is_asked_of_what_is_rare(self, portal: Portal) -> None:
        with CaptureQueriesContext(connection) as queries:
            assert still_public({"=nowhere": RARE}) == {"=nowhere"}
            assert still_public({}) == set()
        assert len(queries) == 0
        with CaptureQueriesContext(connection) as queries:
            assert still_public({"=nowhere": RARE - 1, "=đât~2": 2, "dat": RARE}) == {
                "=đât~2",
                "dat",
            }
        assert len(queries) == 1
