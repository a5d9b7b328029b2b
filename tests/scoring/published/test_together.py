"""What cards say together: the middle, the spread, the best, and what tells nobody apart."""

from __future__ import annotations

from decimal import Decimal

from scoring.published.together import Together, told_together

from .test_ranges import portal


def test_middle_and_spread_are_of_those_with_a_rank():
    told = told_together(
        [portal(n, str(n), "5") for n in range(1, 6)]
        + [portal(9, "10", "10", provisional="too_short")]
    )
    spread = told.spread
    assert spread.portals == 5
    assert (spread.lowest, spread.middle, spread.highest) == (Decimal(30), Decimal(40), Decimal(50))
    assert (spread.lower, spread.upper) == (Decimal(35), Decimal(45))
    assert told_together([portal(1, "5", "5")]).spread.middle == Decimal(50)
    assert told_together([]).spread is None


def test_the_best_have_most_points_then_the_higher_total():
    told = told_together(
        [
            portal(1, "9", "1"),
            portal(2, "9", "9"),
            portal(3, "8", "9"),
            portal(4, "2", "9"),
            portal(5, "0", "0"),
        ]
    )
    assert told.best == {"A0": [2, 1, 3], "A1": [2, 3, 4]}


def test_who_has_nothing_is_no_example():
    assert told_together([portal(1, "0", "5"), portal(2, "0", None)]).best == {"A1": [1]}


def test_what_all_have_alike_tells_nobody_apart():
    told = told_together([portal(1, "5", "3"), portal(2, "5", "4"), portal(3, None, "4")])
    assert told.even == ["A0"]
    assert told_together([portal(1, "5", "5")]).even == []


def test_it_is_read_as_it_was_kept():
    told = told_together([portal(1, "5", "3"), portal(2, "5", "4")])
    assert Together.from_json(told.as_json()) == told
    assert Together.from_json(told_together([]).as_json()) == told_together([])
