"""Numbers as people type them into a search box or an address."""

from __future__ import annotations

from datetime import date

import pytest

from editorial.document_numbers.asked import (
    number_asked,
    number_for_address,
    number_in_address,
)


class TestTyped:
    @pytest.mark.parametrize(
        "typed",
        [
            "96/QĐ-UBND",
            "96/qd ubnd",
            "96 qd ubnd",
            "số 96/QĐ – UBND",
            "Quyết định 96/QÐ-UBND",
            "quyet dinh so 096/qd-ubnd",
            "96-qd-ubnd",
            "xem 96/QĐ-UBND nhé",
        ],
    )
    def test_is_found_however_it_is_written(self, typed: str) -> None:
        asked = number_asked(typed)
        assert asked is not None
        assert "96/qd-ubnd" in asked.keys

    def test_tries_the_longest_letters_first(self) -> None:
        asked = number_asked("96/qd ubnd ve")
        assert asked is not None
        assert asked.keys == ("96/qd-ubnd-ve", "96/qd-ubnd", "96/qd")

    def test_tries_no_more_words_than_letters_have(self) -> None:
        asked = number_asked("96/qd a b c d e f")
        assert asked is not None
        assert len(asked.keys) == 4

    @pytest.mark.parametrize(
        ("typed", "year", "day"),
        [
            ("96/QĐ-UBND 2021", 2021, None),
            ("96/QĐ-UBND năm 2021", 2021, None),
            ("96/QĐ-UBND ngày 18/03/2021", 2021, date(2021, 3, 18)),
            ("96/QĐ-UBND 18.3.2021", 2021, date(2021, 3, 18)),
            ("96/QĐ-UBND 31/02/2021", 2021, None),
            ("96/QĐ-UBND", None, None),
            ("96/QĐ-UBND 12021", None, None),
        ],
    )
    def test_may_say_of_when(self, typed: str, year: int | None, day: date | None) -> None:
        asked = number_asked(typed)
        assert asked is not None
        assert (asked.year, asked.day) == (year, day)

    def test_keeps_the_year_of_a_normative_number_apart(self) -> None:
        written, said = number_asked("80/2025/QĐ-UBND"), number_asked("80/QĐ-UBND 2025")
        assert written is not None
        assert said is not None
        assert (written.keys, written.year) == (("80/2025/qd-ubnd",), None)
        assert said.keys == ("80/qd-ubnd", "80/2025/qd-ubnd")

    @pytest.mark.parametrize(
        "typed", ["", "lễ hội", "2021", "18/03/2021", "96", "QĐ-UBND", "1,96 QĐ", "\x00", "²/qd"]
    )
    def test_is_none_where_there_is_none(self, typed: str) -> None:
        assert number_asked(typed) is None


class TestInAnAddress:
    @pytest.mark.parametrize("key", ["96/qd-ubnd", "80/2025/qd-ubnd", "12a/kh-ubnd", "45/hdbt"])
    def test_is_read_as_it_was_written(self, key: str) -> None:
        asked = number_in_address(number_for_address(key))
        assert asked is not None
        assert asked.keys == (key,)

    def test_may_have_other_letters(self) -> None:
        asked = number_in_address("96-QĐ-UBND")
        assert asked is not None
        assert asked.keys == ("96/qd-ubnd",)

    @pytest.mark.parametrize("text", ["", "qd-ubnd", "96", "96-", "9" * 500, "96-2021", "²-qd"])
    def test_is_none_where_there_is_none(self, text: str) -> None:
        assert number_in_address(text) is None
