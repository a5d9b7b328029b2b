"""Numbers and days as people say them. No database."""

from __future__ import annotations

from datetime import date

import pytest

from editorial.spoken.moments import day_in_words
from editorial.spoken.numbers import number_in_words, roman_value


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (25, "hai mươi lăm"),
        (40, "bốn mươi"),
        (96, "chín mươi sáu"),
        (100, "một trăm"),
        (105, "một trăm linh năm"),
        (111, "một trăm mười một"),
        (1658, "một nghìn sáu trăm năm mươi tám"),
        (2000, "hai nghìn"),
        (2005, "hai nghìn không trăm linh năm"),
        (2021, "hai nghìn không trăm hai mươi mốt"),
        (109, "một trăm linh chín"),
        (12000, "mười hai nghìn"),
        (1_000_000, "một triệu"),
        (1_005_000, "một triệu không trăm linh năm nghìn"),
        (2_000_000_001, "hai tỷ không trăm linh một"),
        (3 * 10**12, "ba nghìn tỷ"),
        (999_999, "chín trăm chín mươi chín nghìn chín trăm chín mươi chín"),
    ],
)
def test_numbers_are_read_as_people_say_them(number: int, said: str) -> None:
    assert number_in_words(number) == said


@pytest.mark.parametrize("number", [-1, 10**18])
def test_numbers_that_nobody_reads_aloud_are_an_error(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        number_in_words(number)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2021, 3, 18), "ngày mười tám tháng ba năm hai nghìn không trăm hai mươi mốt"),
        (date(2024, 4, 10), "ngày mùng mười tháng tư năm hai nghìn không trăm hai mươi bốn"),
        (date(2024, 4, 11), "ngày mười một tháng tư năm hai nghìn không trăm hai mươi bốn"),
    ],
)
def test_days_are_read_as_people_say_them(day: date, said: str) -> None:
    assert day_in_words(day) == said


@pytest.mark.parametrize(
    ("written", "value"),
    [("IV", 4), ("XIV", 14), ("XXI", 21), ("IIII", None), ("VX", None), ("", None)],
)
def test_roman_numerals(written: str, value: int | None) -> None:
    assert roman_value(written) == value
