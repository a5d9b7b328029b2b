"""What somebody typed, read: how it is asked is left out only where it surely is that; how much will be found."""

from __future__ import annotations

import pytest

from editorial.search.asking import KnownWords, Strictness, read_asked
from editorial.search.syllables import spelt
from editorial.search.word_query import build


def words(text: str) -> str:
    return " ".join(spelt(one.exact) for one in read_asked(text).syllables)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("chợ hội Lim", "chợ hội lim"),
        ("cho hoi lim", "cho hoi lim"),
        ("cho hội lim", "cho hội lim"),
        ("cho hỏi hội Lim", "hội lim"),
        ("cho hỏi lim", "lim"),
        ("cho hoi dang ky khai sinh", "dang ky khai sinh"),
        ("đèn dầu", "đèn dầu"),
        ("den dau", "den dau"),
        ("khai sinh ở đâu", "khai sinh"),
        ("khai sinh o dau", "khai sinh"),
        ("ô dầu", "ô dầu"),
        ("làm như thế nào", "làm"),
        ("ở đâu", "ở đâu"),
        ("ở đâu -lim", "ở đâu"),
        ("lá gì", "lá gì"),
        ("làm sổ đỏ thì phải đi đâu", "làm sổ đỏ thì"),
        ("mấy tuổi được thi bằng lái", "được thi bằng lái"),
        ("đơn vị đi đầu", "đơn vị đi đầu"),
        ("don vi di dau phong trao", "don vi di dau phong trao"),
        ("ho tro mua may tuoi", "ho tro mua may tuoi"),
        ("hoi ve sinh moi truong", "hoi ve sinh moi truong"),
        ("cây có dược liệu", "cây có dược liệu"),
        ("trong cay co duoc lieu", "trong cay co duoc lieu"),
        ("hoi thi sao truc", "hoi thi sao truc"),
        ("gap ai de lam so do", "de lam so do"),
    ],
)
def test_how_it_is_asked_is_left_out_where_accents_say_so(typed: str, asked: str) -> None:
    assert words(typed) == asked


class TestHowMuchIsExpected:
    KNOWN = KnownWords(
        {"=a": 500, "=b": 100, "a": 500, "b": 100}, 1_000, {"a": ["một hai"], "zz": ["ba"]}
    )

    @pytest.mark.parametrize(
        ("text", "strictness", "expected"),
        [
            ("a. b", Strictness.EXACT, 50),
            ("a. không", Strictness.EXACT, 0),
            # Of two words one is enough.
            ("a. b", Strictness.SOME, 500),
            # A word that means the same as another is no word of all things.
            ("a", Strictness.EXACT, 500),
            ("zz", Strictness.EXACT, 0),
        ],
    )
    def test_comes_of_the_words_that_are_known(
        self, text: str, strictness: Strictness, expected: float
    ) -> None:
        found = build(read_asked(text), self.KNOWN, strictness).expected
        assert found == pytest.approx(expected)
