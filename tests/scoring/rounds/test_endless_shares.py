"""Half a hundredth goes up also where the share behind it has no end in decimals."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scoring.rounds.engine import points_for
from tests.scoring.cast import share


@pytest.mark.parametrize(
    ("points", "counted", "whole", "expected"),
    [
        (3, 5, 24, "0.63"),
        (3, 11, 24, "1.38"),
        (3, 7, 24, "0.88"),
        (7, 3, 56, "0.38"),
        (3, 1, 3, "1.00"),
        (1, 1, 3, "0.33"),
        (1, 2, 3, "0.67"),
    ],
)
def test_a_share_counts_as_the_fraction_it_stands_for(points, counted, whole, expected):
    cut = Decimal(counted) / Decimal(whole)

    assert points_for(share("A", points), cut) == Decimal(expected)


@pytest.mark.parametrize(("value", "expected"), [("0.62499999999", "0.62"), ("0.625", "0.63")])
def test_what_is_really_less_than_half_a_hundredth_goes_down(value, expected):
    assert points_for(share("A", 1), Decimal(value)) == Decimal(expected)
