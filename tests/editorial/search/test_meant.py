"""What was meant, by words that are counted: taught words are kept, and what is wrong is mended first."""

from __future__ import annotations

import pytest

from editorial.models import SearchWord
from editorial.search.asking import AskedWords, KnownWords, Strictness, read_asked
from editorial.search.lexemes import exact_lexeme, exact_pair, folded_pair
from editorial.search.loosening import BETTER, TriedReading, first_that_finds
from editorial.search.meant import rewritten
from editorial.search.syllables import syllable
from editorial.search.word_query import build
from editorial.search.word_shares import word_shares

# So many need not be asked for again.
OFTEN = 200


def counted(words: str, number: int = OFTEN) -> None:
    """Have public things say one or two words so often."""
    said = [syllable(word) for word in words.split()]
    lexeme = exact_lexeme(said[0]) if len(said) == 1 else exact_pair(said[0], said[1])
    folded = said[0].folded if len(said) == 1 else folded_pair(said[0], said[1])
    SearchWord.objects.create(lexeme=lexeme, folded=folded, number=number)


@pytest.mark.django_db
class TestRewriting:
    def test_keeps_what_was_taught_with_its_accents(self) -> None:
        counted("số hộ")
        asked = read_asked("sổ hộ khẩu")
        assert rewritten(asked, ()) == "số hộ khẩu"
        assert rewritten(asked, {"so ho khau"}) == ""

    def test_takes_no_taught_words_for_a_slip(self) -> None:
        counted("hỏi cơ")
        asked = read_asked("hoi lo")
        assert rewritten(asked, ()) == "hỏi cơ"
        assert rewritten(asked, {"hoi lo"}) == ""

    def test_mends_a_word_that_is_none_before_what_is_right(self) -> None:
        for words, number in (("sở công", 900), ("công thương", OFTEN), ("sở", 900), ("công", 900)):
            counted(words, number)
        assert rewritten(read_asked("sở công thhương"), ()) == "sở công thương"

    @pytest.mark.parametrize(("more", "is_taken"), [(2 * BETTER - 1, False), (2 * BETTER, True)])
    def test_is_doubted_by_each_word_of_other_letters(self, more: int, is_taken: bool) -> None:
        counted("hỏi cơ")

        def look(asked: AskedWords, known: KnownWords, strictness: Strictness) -> TriedReading:
            is_typed = asked.text == "hối lộ"
            is_there = strictness is (Strictness.FOLDED if is_typed else Strictness.EXACT)
            best = 1_000 if is_typed else 1_000 + more
            rows = [("kind", "article", 5, ""), ("best", "", best, "")] if is_there else []
            return TriedReading(rows, asked, known, strictness)

        shown = first_that_finds(read_asked("hối lộ"), KnownWords(), look)
        assert bool(shown.corrected) is is_taken


class TestShares:
    KNOWN = KnownWords({}, 1_000)

    def test_are_larger_of_what_few_things_have(self) -> None:
        shares = dict(word_shares([("'a'", 500.0), ("'b'", 3.0)], read_asked("x"), self.KNOWN))
        assert shares["'b'"] > 3 * shares["'a'"]
        assert sum(shares.values()) == pytest.approx(1)

    def test_are_of_neighbours_too(self) -> None:
        asked = read_asked("hội Lim")
        pair = exact_pair(syllable("hội"), syllable("lim"))
        known = KnownWords({pair: 1}, 1_000)
        assert f"'{pair}'" in dict(word_shares([("'lim'", 90.0)], asked, known))


def test_a_phrase_stands_for_nothing_else() -> None:
    known = KnownWords({}, 0, {"so do": ["giấy chứng nhận"]})
    assert "giâ" not in build(read_asked('"sổ đỏ"'), known, Strictness.EXACT).find
    assert "giâ" in build(read_asked("sổ đỏ"), known, Strictness.EXACT).find
