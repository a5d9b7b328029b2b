"""Syllables and what the index holds of them: digits are no tones, and no word is more than PostgreSQL takes."""

from __future__ import annotations

import unicodedata

import pytest

from editorial.models import SearchThing, SearchWord
from editorial.search.finding import SearchScope, find_things
from editorial.search.lexemes import lexemes_of
from editorial.search.suggesting import suggestions
from editorial.search.syllables import LONGEST, letters_and_tone, spelt, syllable
from editorial.search.vocabulary import count_words
from tests.factories import make_portal, published_story

# PostgreSQL refuses a lexeme of more bytes.
MOST_BYTES = 2046


@pytest.mark.parametrize(
    "word",
    [
        *("hòa", "đất", "kỹ", "thúy", "giấy", "nghĩa", "khuỷu", "quyết", "người", "hội", "lý"),
        *("được", "tuyển", "mùa", "khỏe", "của", "gì", "a1", "b52", "covid19", "3"),
    ],
)
def test_syllables_are_spelt_as_people_write_them(word: str) -> None:
    assert spelt(syllable(word).exact) == word


class TestATone:
    @pytest.mark.parametrize(
        ("one", "other"), [("à", "a1"), ("b2", "b\u0301"), ("đất", "đât2"), ("kỹ", "ki3")]
    )
    def test_is_no_digit(self, one: str, other: str) -> None:
        assert syllable(one).exact != syllable(other).exact

    @pytest.mark.parametrize(
        ("exact", "parts"), [("đât~2", ("đât", "~2")), ("a1", ("a1", "")), ("", ("", ""))]
    )
    def test_stands_apart(self, exact: str, parts: tuple[str, str]) -> None:
        assert letters_and_tone(exact) == parts

    @pytest.mark.parametrize(
        ("one", "other"), [("kĩ", "kỹ"), ("hoà", "hòa"), ("quí", "quý"), ("ĐẤT", "đất")]
    )
    def test_is_one_in_either_spelling(self, one: str, other: str) -> None:
        assert syllable(one) == syllable(other)
        assert syllable(unicodedata.normalize("NFD", one)) == syllable(other)


class TestAStrangeWord:
    @pytest.mark.parametrize(
        "word", ["ﷺ" * 50, "ﬁ" * 100, "a" * 5000, "😀" * 9, "ก" * 3000, "İ" * 60]
    )
    def test_has_lexemes_that_fit(self, word: str) -> None:
        for lexeme in lexemes_of(f"{word} {word}"):
            assert len(lexeme.encode()) < MOST_BYTES
            assert "'" not in lexeme
            assert "\\" not in lexeme
        one = syllable(word)
        assert len(one.exact) <= LONGEST
        assert len(one.folded) <= LONGEST

    def test_is_still_made_of_letters(self) -> None:
        for lexeme in lexemes_of("ﷺ ﬁnal"):
            assert " " not in lexeme
        assert syllable("ﬁnal").folded == "final"


@pytest.mark.django_db
class TestTheIndex:
    @pytest.mark.parametrize("word", ["ﷺ" * 20, "ﬁ" * 60, "x" * 3000, "đ" * 3000, "𝔄" * 900])
    def test_takes_whatever_is_published(self, word: str) -> None:
        portal = make_portal("province")
        for number in range(2):
            published_story(portal, title=f"Tin {number}", lead=f"{word} {word}")
        count_words()
        assert SearchThing.objects.filter(source="stories").count() == 2
        assert find_things(SearchScope(portal), word).total == 2
        suggestions(word)

    def test_tells_a_road_from_a_tone(self) -> None:
        portal = make_portal("province")
        published_story(portal, title="Quốc lộ à")
        published_story(portal, title="Quốc lộ A1")
        found = find_things(SearchScope(portal), "A1")
        assert [one.title for one in found.things] == ["Quốc lộ A1"]
        found = find_things(SearchScope(portal), "à")
        assert [one.title for one in found.things] == ["Quốc lộ à"]

    def test_counts_words_under_their_bare_key(self) -> None:
        portal = make_portal("province")
        for number in range(2):
            published_story(portal, title=f"Đất ở A1 lần {number}")
        count_words()
        keys = dict(SearchWord.objects.exclude(folded="").values_list("lexeme", "folded"))
        assert keys["=đât~2_ơ~4"] == "dat_o"
        assert keys["=a1"] == "a1"
        for lexeme, key in keys.items():
            parts = [syllable(spelt(one)).folded for one in lexeme.removeprefix("=").split("_")]
            assert "_".join(parts) == key
