"""Sums in whole đồng: parts always add up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from editorial.royalties.authors import guests_in
from editorial.royalties.money import dong_said, even_shares, parted, tax_of, worth_of

UNIT = 234_000


@pytest.mark.parametrize(
    ("units", "worth"), [("1", 234_000), ("0.5", 117_000), ("12.5", 2_925_000), ("0", 0)]
)
def test_units_are_worth(units: str, worth: int) -> None:
    assert worth_of(Decimal(units), UNIT) == worth


def test_half_a_dong_is_rounded_up() -> None:
    assert worth_of(Decimal("0.5"), 3) == 2


@pytest.mark.parametrize("shares", [[100], [50, 50], [34, 33, 33], [1, 98, 1], even_shares(7)])
@pytest.mark.parametrize("amount", [0, 1, 99, 234_001])
def test_shares_add_up_to_the_sum(shares: list[int], amount: int) -> None:
    parts = parted(amount, shares)

    assert sum(parts) == amount
    assert all(
        abs(part - amount * share / 100) < 1 for part, share in zip(parts, shares, strict=True)
    )


def test_even_shares_are_whole_and_differ_by_one() -> None:
    assert even_shares(3) == [34, 33, 33]
    assert all(sum(even_shares(count)) == 100 for count in range(1, 12))


@pytest.mark.parametrize(
    ("amounts", "has_contract", "withheld"),
    [
        ([1_000_000, 999_999], False, 0),
        ([1_000_000, 1_000_000], False, 200_000),
        ([1_000_000, 1_000_000], True, 0),
        ([2_000_005, -3], False, 200_000),
        ([2_000_000, -1], False, 0),
    ],
)
def test_tax_is_withheld_of_a_payment_from_the_limit_on(
    amounts: list[int], has_contract: bool, withheld: int
) -> None:
    taxes = tax_of(amounts, percent=10, tax_from=2_000_000, has_contract=has_contract)

    assert sum(taxes) == withheld


def test_sums_are_written_with_points() -> None:
    assert dong_said(1_234_567) == "1.234.567"
    assert dong_said(-5_000) == "-5.000"


@pytest.mark.parametrize(
    ("byline", "guests"),
    [
        ("", None),
        ("S.T", None),
        ("Hương", None),
        ("Ban Biên tập", None),
        ("Phòng Văn hóa - Xã hội", None),
        ("Văn phòng HĐND và UBND xã", None),
        ("Nguyễn Thị Lan", None),
        ("nguyễn thị lan", None),
        ("Bài và ảnh: Nguyễn Thị Lan", None),
        ("Trần Văn Bách", ["Trần Văn Bách"]),
        ("Tin: Trần Văn Bách - Lê Thu", ["Trần Văn Bách", "Lê Thu"]),
        ("Trần Văn Bách và Nguyễn Thị Lan", ["Trần Văn Bách", "Nguyễn Thị Lan"]),
        ("Trần Văn Bách, Trần Văn Bách", ["Trần Văn Bách"]),
        ("Trần Văn Bách, S.T", ["Trần Văn Bách"]),
        ("Đoàn Văn Hậu", ["Đoàn Văn Hậu"]),
        ("Đoàn Thanh niên xã", None),
        ("Đoàn xã Đông Thọ", None),
        ("Bài: Lê Thu; Ảnh: Trần Bách", ["Lê Thu", "Trần Bách"]),
    ],
)
def test_a_byline_names_guests(byline: str, guests: list[str] | None) -> None:
    assert guests_in(byline, "Nguyễn Thị Lan") == guests
