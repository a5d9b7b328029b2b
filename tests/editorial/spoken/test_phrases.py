"""Phrases as they are written and, behind a bar, as they are said. No database."""

from __future__ import annotations

from pathlib import Path

import pytest

from editorial.spoken.queries import shipped_table
from editorial.spoken.reading import (
    SpokenForms,
    read_aloud,
    seconds_to_read,
    unread_abbreviations,
)

PHRASES = Path(__file__).parent / "phrases.txt"
CASES = [tuple(line.split("|")) for line in PHRASES.read_text("utf-8").splitlines()]


def test_there_are_enough() -> None:
    assert len(CASES) >= 120


@pytest.mark.parametrize(("written", "said"), CASES)
def test_as_it_is_said(written: str, said: str) -> None:
    assert read_aloud(written, shipped_table()) == said


def test_every_form_is_said_without_digits_and_capitals_of_its_own() -> None:
    forms = shipped_table()
    for said in (*forms.words.values(), *forms.units.values()):
        assert not any(one.isdecimal() for one in said)
        assert unread_abbreviations(said) == []
        assert read_aloud(said, forms) == said


def test_the_province_s_own_comes_first() -> None:
    assert read_aloud("OCOP", SpokenForms({"OCOP": "mỗi xã một sản phẩm"})) == "mỗi xã một sản phẩm"


def test_what_nobody_said_how_to_read() -> None:
    assert unread_abbreviations(read_aloud("UBND và PQRS, PQRS", shipped_table())) == ["PQRS"]


def test_a_hundred_and_ten_words_take_a_minute() -> None:
    assert seconds_to_read("chữ " * 110) == 60


@pytest.mark.parametrize(
    "written",
    ["Số 1234567890123456789/2", "Số 2/1234567890123456789", "9" * 5000, "0" * 5000 + "/1"],
)
def test_what_no_number_can_hold_is_read_digit_by_digit(written: str) -> None:
    assert not any(one.isdecimal() for one in read_aloud(written, shipped_table()))
