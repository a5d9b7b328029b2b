"""The engine adds up as the words say: two thousand rubrics and portals, drawn by lot from a fixed seed."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from tests.scoring.oracle import adding_up
from tests.scoring.oracle.comparing import first_difference
from tests.scoring.oracle.drawing import HOW_MANY, draw_cases


@pytest.fixture(scope="module")
def cases():
    return draw_cases()


def test_the_engine_and_the_oracle_agree(cases):
    assert first_difference(cases) is None


def test_what_is_drawn_comes_to_all_ends_of_the_rules(cases):
    """Agreement says something only about what was drawn."""
    met = Counter[str]()
    for case in cases:
        card = adding_up.score(case.rubric, case.portal)
        starts = {Fraction(each["from"]) for each in case.rubric["bands"]} - {0}
        total = Fraction(card["total"])
        met.update(
            {
                "on a line": total in starts,
                "a hundredth under a line": total + Fraction(1, 100) in starts,
                "at 100": total == 100,
                "at 0": total == 0,
                "just 70 apply": card["applicable"] == "70.00",
                "just under 70 apply": card["applicable"] == "69.99",
                "just 15 days": case.portal["working_days_open"] == 15,
                "ties": len(set(case.totals.values())) < len(case.totals),
                "limit of penalties": card["penalty"] == case.rubric["penalty_limit"] + ".00",
                "capped": any(
                    each["caps_band"] and case.portal["times"].get(each["code"])
                    for each in case.rubric["adjustments"]
                ),
            }
        )
        met.update(each["state"] for each in card["lines"].values())
        met.update([card["provisional"]] if card["provisional"] else [])

    assert len(cases) == HOW_MANY
    assert len(met) == 16
    assert min(met.values()) >= 20, met
