"""What a text says as a number, and that it says two."""

from __future__ import annotations

from decimal import Decimal

import pytest

from editorial.disclosures.reading.numbers import figure_in, is_nothing
from editorial.disclosures.reading.units import MoneyUnit, unit_of, unit_said


@pytest.mark.parametrize(
    ("text", "comma", "dot"),
    [
        ("1234567", "1234567", "1234567"),
        ("1.234.567", "1234567", None),
        ("1,234,567", None, "1234567"),
        ("1.234.567,5", "1234567.5", None),
        ("1,234,567.5", None, "1234567.5"),
        ("1 234 567", "1234567", "1234567"),
        ("1\u00a0234\u202f567,25", "1234567.25", None),
        ("1.234", "1234", "1.234"),
        ("12,345", "12.345", "12345"),
        ("2785.809", None, "2785.809"),
        ("0,125", "0.125", None),
        ("0.125", None, "0.125"),
        ("(1.234)", "-1234", "-1.234"),
        ("-5", "-5", "-5"),
        ("–\u00a05,5", "-5.5", None),
        ("+7", "7", "7"),
        ("98,5 %", "98.5", None),
        ("1.234.567 đồng", "1234567", None),
        ("1'234'567", "1234567", "1234567"),
    ],
)
def test_a_number_by_the_sign_before_its_decimals(
    text: str, comma: str | None, dot: str | None
) -> None:
    figure = figure_in(text)

    assert figure is not None
    assert figure.comma == (None if comma is None else Decimal(comma))
    assert figure.dot == (None if dot is None else Decimal(dot))
    assert figure.is_percent == ("%" in text)


@pytest.mark.parametrize(
    "text",
    [
        "12 34",
        "1.23.4",
        "1,2,3",
        "12a",
        "１２",
        "²",
        "1.234 567",
        "01.234",
        "1234,",
        "(-5)",
        "--5",
        "5-",
        "",
        "1" * 21,
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert figure_in(text) is None


@pytest.mark.parametrize(
    ("text", "nothing"),
    [("", True), ("-", True), ("–", True), ("…", True), ("0", False), ("a", False)],
)
def test_what_says_that_there_is_nothing(text: str, nothing: bool) -> None:
    assert is_nothing(text) is nothing


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("đồng", MoneyUnit(1)),
        ("VNĐ", MoneyUnit(1)),
        ("1000đ", MoneyUnit(1_000)),
        ("1.000 đồng", MoneyUnit(1_000)),
        ("ngàn đồng", MoneyUnit(1_000)),
        ("tr.đồng", MoneyUnit(1_000_000)),
        ("trđ", MoneyUnit(1_000_000)),
        ("Triệu đồng", MoneyUnit(1_000_000)),
        ("tỷ đồng", MoneyUnit(1_000_000_000)),
        ("nghìn đồng/m²", MoneyUnit(1_000, is_by_area=True)),
        ("ha", None),
        ("con", None),
        ("tr", None),
    ],
)
def test_units_of_money(text: str, unit: MoneyUnit | None) -> None:
    assert unit_of(text) == unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Đơn vị tính: nghìn đồng", MoneyUnit(1_000)),
        ("(Đơn vị: triệu đồng)", MoneyUnit(1_000_000)),
        ("BẢNG GIÁ ĐẤT (đồng/m2)", MoneyUnit(1, is_by_area=True)),
        ("Đvt: trđ", MoneyUnit(1_000_000)),
    ],
)
def test_a_line_that_says_the_unit(text: str, unit: MoneyUnit) -> None:
    said = unit_said(text)

    assert said is not None
    assert said[1] == unit


def test_a_body_is_no_unit_and_an_unknown_unit_is_told() -> None:
    assert unit_said("Đơn vị: UBND xã An Bình") is None
    assert unit_said("Đơn vị tính: USD") == ("usd", None)
