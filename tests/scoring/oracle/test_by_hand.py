"""Small cards added up by hand from the words of `docs/scoring.md`, each under the sentence that it comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.scoring.oracle.adding_up import pooled, ranks, score

DEFAULT = Path(__file__).parents[3] / "scoring" / "rubrics" / "default.yaml"
BANDS = [
    {"code": "tot", "name": "Tốt", "from": "90", "below": None},
    {"code": "kha", "name": "Khá", "from": "75", "below": "90"},
    {"code": "trung-binh", "name": "Trung bình", "from": "60", "below": "75"},
    {"code": "yeu", "name": "Yếu", "from": "0", "below": "60"},
]
ADJUSTMENTS = [
    ("PLUS", "bonus", "1", "2", None),
    ("GIFT", "bonus", "4", "8", None),
    ("LATE", "penalty", "2", "20", None),
    ("LEAK", "penalty", "5", "20", None),
    ("HACK", "penalty", "10", "20", "trung-binh"),
    ("LINE", "penalty", "0", "0", "yeu"),
]
# The steps of E2 in the default rubric.
BROKEN = [
    {"above": None, "up_to": "0.5", "points": "4"},
    {"above": "0.5", "up_to": "1", "points": "3"},
    {"above": "1", "up_to": "2", "points": "2"},
    {"above": "2", "up_to": "5", "points": "1"},
    {"above": "5", "up_to": None, "points": "0"},
]


def criterion(code: str, points: str, **changes: object) -> dict[str, Any]:
    plain = {"rule": "share", "no_cases": "leaves", "pools_small_numbers": False, "steps": []}
    return {"code": code, "points": points, **plain, **changes}


def rubric(*criteria: dict[str, Any]) -> dict[str, Any]:
    names = ("code", "kind", "points", "most_points", "caps_band")
    return {
        "bonus_limit": "5",
        "penalty_limit": "20",
        "bands": BANDS,
        "criteria": list(criteria),
        "adjustments": [dict(zip(names, each, strict=True)) for each in ADJUSTMENTS],
    }


def fact(
    value: str, cases: int = 10, pooled: tuple[str, int] | None = None, by_nature: str = ""
) -> dict[str, Any]:
    return {
        "month": {"value": value, "cases": cases},
        "pooled": pooled and {"value": pooled[0], "cases": pooled[1]},
        "by_nature": by_nature,
    }


NO_FIGURES: dict[str, Any] = {"month": None, "pooled": None, "by_nature": ""}
NO_CASE = fact("0", 0)


def portal(days: int = 22, **facts: dict[str, Any]) -> dict[str, Any]:
    return {"working_days_open": days, "facts": facts, "overrides": {}, "times": {}}


def of_hundred(value: str, **times: int) -> dict[str, Any]:
    """Return the card of a portal that earned a share of a rubric's only line, of 100 points."""
    return score(rubric(criterion("A", "100")), portal(A=fact(value)) | {"times": times})


def of_line(points: str, given: dict[str, Any], **changes: object) -> dict[str, Any]:
    """Return one line of a card."""
    return score(rubric(criterion("A", points, **changes)), portal(A=given))["lines"]["A"]


def scored(points: str) -> dict[str, Any]:
    return {"state": "scored", "points": points}


class TestWhatCounts:
    """A line counts only if it could be scored."""

    def test_no_case_in_the_month_leaves_the_denominator_and_the_rest_is_brought_to_100(self):
        lines = rubric(criterion("A", "80"), criterion("B", "20"))

        card = score(lines, portal(A=fact("0.75"), B=NO_CASE))

        assert card["lines"] == {"A": scored("60.00"), "B": {"state": "no_cases", "points": None}}
        assert (card["earned"], card["applicable"], card["total"]) == ("60.00", "80.00", "75.00")
        assert card["band"] == "Khá"

    def test_never_applicable_leaves_the_denominator(self):
        lines = rubric(criterion("A", "75"), criterion("B", "25"))

        card = score(lines, portal(A=fact("0.5"), B=fact("1", by_nature="không tiếp dân")))

        assert card["lines"]["B"] == {"state": "by_nature", "points": None}
        assert (card["applicable"], card["total"]) == ("75.00", "50.00")

    @pytest.mark.parametrize("missing", [{}, {"B": NO_FIGURES}])
    def test_no_figures_leave_the_denominator(self, missing):
        card = score(
            rubric(criterion("A", "90"), criterion("B", "10")), portal(A=fact("1"), **missing)
        )

        assert card["lines"]["B"] == {"state": "not_measured", "points": None}
        assert (card["applicable"], card["total"]) == ("90.00", "100.00")

    def test_never_full_marks_for_nothing(self):
        """A rubric may say that no case scores zero: then it weighs in full."""
        lines = rubric(criterion("A", "92"), criterion("B1", "8", no_cases="zero"))

        card = score(lines, portal(A=fact("1"), B1=NO_CASE))

        assert card["lines"]["B1"] == scored("0.00")
        assert (card["applicable"], card["total"]) == ("100.00", "92.00")

    def test_nothing_that_applies_is_no_score(self):
        card = score(rubric(criterion("A", "100")), portal(A=NO_CASE))

        assert (card["total"], card["provisional"], card["band"]) == ("0.00", "too_little", "")


class TestSmallNumbers:
    """Fewer than 5 cases count together with the two months before; still fewer than 5, half of the points is safe."""

    def test_fewer_than_5_cases_count_together_with_the_two_months_before(self):
        assert of_line("8", fact("0", 4, ("0.25", 5)), pools_small_numbers=True) == scored("2.00")

    def test_5_cases_stand_alone(self):
        assert of_line("8", fact("0.2", 5, ("1", 30)), pools_small_numbers=True) == scored("1.60")

    def test_still_fewer_than_5_half_of_the_points_is_safe(self):
        assert of_line("7", fact("0", 1, ("0", 4)), pools_small_numbers=True) == scored("3.50")

    def test_at_most_half_can_be_lost_what_is_over_a_half_stays_as_it_was_earned(self):
        assert of_line("8", fact("1", 1, ("0.75", 4)), pools_small_numbers=True) == scored("6.00")

    def test_a_line_that_does_not_pool_has_no_safe_half(self):
        """Four weeks of a month are all its weeks (A4)."""
        assert of_line("2", fact("0.25", 4, ("1", 13))) == scored("0.50")

    def test_no_case_in_the_month_goes_before_cases_of_earlier_months(self):
        given = fact("0", 0, ("1", 9))

        assert of_line("8", given, pools_small_numbers=True)["state"] == "no_cases"

    def test_half_of_the_points_is_safe_on_steps_too(self):
        delays = [
            {"above": None, "up_to": "24", "points": "3"},
            {"above": "24", "up_to": None, "points": "0"},
        ]
        given = fact("90", 2, ("80", 3))

        line = of_line("3", given, pools_small_numbers=True, rule="steps", steps=delays)

        assert line == scored("1.50")

    def test_months_count_together_by_cases(self):
        months = [
            {"value": "1", "cases": 1},
            {"value": "0.5", "cases": 2},
            {"value": "9", "cases": 0},
        ]

        assert pooled(months) == {"value": "2/3", "cases": 3}
        assert pooled([{"value": "1", "cases": 0}]) == {"value": "0", "cases": 0}


class TestSteps:
    @pytest.mark.parametrize(
        ("broken", "points"),
        [
            ("0", "4.00"),
            ("0.5", "4.00"),
            ("0.5001", "3.00"),
            ("1", "3.00"),
            ("1.0001", "2.00"),
            ("2", "2.00"),
            ("5", "1.00"),
            ("5.0001", "0.00"),
        ],
    )
    def test_broken_links_up_to_a_half_percent_4_to_1_percent_3_to_2_percent_2_to_5_percent_1(
        self, broken, points
    ):
        assert of_line("4", fact(broken), rule="steps", steps=BROKEN) == scored(points)


class TestRounding:
    """A line to a hundredth, half up; the total once more. Nothing else is rounded."""

    @pytest.mark.parametrize(
        ("share", "points"),
        [
            ("0.125", "0.13"),
            ("0.1249", "0.12"),
            ("0.115", "0.12"),
            ("0.105", "0.11"),
            ("1/3", "0.33"),
        ],
    )
    def test_a_line_to_a_hundredth_half_up(self, share, points):
        assert of_line("1", fact(share)) == scored(points)

    def test_lines_are_added_as_they_are_shown(self):
        """Three thirds of a point, each shown as 0.33, are 0.99."""
        lines = rubric(*(criterion(code, "1") for code in "ABC"), criterion("D", "97"))
        third = fact("1/3")

        card = score(lines, portal(A=third, B=third, C=third, D=fact("1")))

        assert (card["earned"], card["total"]) == ("97.99", "97.99")

    @pytest.mark.parametrize(
        ("share", "total"), [("1/80", "1.25"), ("1/8000", "0.01"), ("2/8000", "0.03")]
    )
    def test_the_total_once_more_half_up(self, share, total):
        """Of 80 points, 1 is 1.25 of 100; 0.01 is 0.0125, and 0.02 is 0.025."""
        assert score(rubric(criterion("A", "80")), portal(A=fact(share)))["total"] == total

    def test_nothing_else_is_rounded(self):
        """2 thirds and a penalty of 2: 66.666... - 2, shown once as 64.67."""
        lines = rubric(criterion("A", "90"))

        card = score(lines, portal(A=fact("2/3")) | {"times": {"LATE": 1}})

        assert card["total"] == "64.67"


class TestPenaltiesThenBonuses:
    def test_no_bonus_lifts_a_total_over_100(self):
        assert of_hundred("0.99", PLUS=2)["total"] == "100.00"

    def test_no_bonus_lifts_a_total_over_the_line_of_a_band(self):
        card = of_hundred("0.895", PLUS=2)

        assert (card["bonus"], card["total"], card["band"]) == ("2.00", "89.99", "Khá")

    def test_nor_onto_it_for_the_line_is_the_next_bands(self):
        assert of_hundred("0.88", PLUS=2)["total"] == "89.99"

    def test_a_bonus_short_of_the_line_counts_in_full(self):
        assert of_hundred("0.8799", PLUS=2)["total"] == "89.99"
        assert of_hundred("0.8798", PLUS=2)["total"] == "89.98"

    def test_a_total_on_the_line_is_over_it_already(self):
        card = of_hundred("0.9", PLUS=2)

        assert (card["total"], card["band"]) == ("92.00", "Tốt")

    def test_penalties_come_first_so_a_bonus_never_makes_good_for_the_line_they_crossed(self):
        """91 - 2 is 89; the bonus of 2 stops below 90. The other way round it would be 91."""
        card = of_hundred("0.91", LATE=1, PLUS=2)

        assert (card["penalty"], card["total"], card["band"]) == ("2.00", "89.99", "Khá")

    def test_penalties_come_first_so_a_bonus_counts_after_100(self):
        """100 - 5 is 95, and 2 more are 97; the other way round the bonus would be lost at 100."""
        assert of_hundred("1", LEAK=1, PLUS=2)["total"] == "97.00"

    def test_bonus_of_one_kind_has_its_own_most_points(self):
        assert of_hundred("0.5", PLUS=3)["bonus"] == "2.00"

    def test_bonus_at_most_5(self):
        card = of_hundred("0.5", PLUS=2, GIFT=1)

        assert (card["bonus"], card["total"]) == ("5.00", "55.00")

    def test_penalty_at_most_20(self):
        card = of_hundred("0.95", LEAK=3, LATE=4)

        assert (card["penalty"], card["total"], card["band"]) == ("20.00", "75.00", "Khá")

    def test_scores_run_from_0(self):
        assert of_hundred("0.1", LEAK=4)["total"] == "0.00"
        assert of_hundred("0.1", LEAK=4, PLUS=1)["total"] == "1.00"


class TestBands:
    @pytest.mark.parametrize(
        ("share", "band"),
        [
            ("1", "Tốt"),
            ("0.9", "Tốt"),
            ("0.8999", "Khá"),
            ("0.75", "Khá"),
            ("0.7499", "Trung bình"),
            ("0.6", "Trung bình"),
            ("0.5999", "Yếu"),
            ("0", "Yếu"),
        ],
    )
    def test_good_from_90_fair_from_75_average_from_60_weak_below(self, share, band):
        assert of_hundred(share)["band"] == band

    def test_a_total_that_rounds_to_the_line_has_reached_it(self):
        """69.86 of 77.63 is 89.9909..., and 69.86 of 77.625 is 89.9967..., shown as 90.00."""
        shown = {}
        for points in ("77.63", "77.625"):
            lines = rubric(criterion("A", points))
            card = score(lines, portal(A=fact("1")) | {"overrides": {"A": "69.86"}})
            shown[points] = (card["total"], card["band"])

        assert shown == {"77.63": ("89.99", "Khá"), "77.625": ("90.00", "Tốt")}

    def test_a_total_that_rounds_to_the_line_is_held_back_by_it_no_more(self):
        lines = rubric(criterion("A", "77.625"))
        given = portal(A=fact("1")) | {"overrides": {"A": "69.86"}, "times": {"PLUS": 1}}

        assert score(lines, given)["total"] == "91.00"

    def test_hacked_page_is_capped_at_average_the_total_stays(self):
        card = of_hundred("1", HACK=1)

        assert (card["total"], card["band"]) == ("90.00", "Trung bình")

    def test_a_cap_lifts_nobody(self):
        assert of_hundred("0.5", HACK=1)["band"] == "Yếu"

    def test_wrong_line_is_weak_of_two_caps_the_lower_holds(self):
        card = of_hundred("1", HACK=1, LINE=1)

        assert (card["penalty"], card["total"], card["band"]) == ("10.00", "90.00", "Yếu")

    def test_what_did_not_happen_caps_nothing(self):
        assert of_hundred("1", HACK=0)["band"] == "Tốt"


class TestProvisional:
    """Under 70 points that apply, or open under 15 working days: provisional, without rank and band."""

    @pytest.mark.parametrize(
        ("applies", "provisional", "band"), [("69.99", "too_little", ""), ("70", "", "Tốt")]
    )
    def test_under_70_points_that_apply(self, applies, provisional, band):
        lines = rubric(criterion("A", applies), criterion("B", "30"))

        card = score(lines, portal(A=fact("1"), B=NO_CASE))

        assert (card["provisional"], card["band"], card["total"]) == (provisional, band, "100.00")

    @pytest.mark.parametrize(
        ("days", "provisional", "band"), [(14, "too_short", ""), (15, "", "Tốt")]
    )
    def test_open_under_15_working_days(self, days, provisional, band):
        card = score(rubric(criterion("A", "100")), portal(days, A=fact("1")))

        assert (card["provisional"], card["band"]) == (provisional, band)

    def test_a_portal_open_under_15_days_is_so_whatever_applies(self):
        card = score(rubric(criterion("A", "10")), portal(14, A=fact("1")))

        assert (card["provisional"], card["band"]) == ("too_short", "")


class TestRanks:
    """Ties share one."""

    def test_ties_share_one_and_the_next_stands_after_all_of_them(self):
        totals = {"a": "80.00", "b": "91.50", "c": "91.50", "d": "79.99", "e": "80.00"}

        assert ranks(totals) == {"b": 1, "c": 1, "a": 3, "e": 3, "d": 5}

    def test_numbers_are_compared_not_their_digits(self):
        assert ranks({"a": "9.00", "b": "100.00", "c": "89.99"}) == {"b": 1, "c": 2, "a": 3}
        assert ranks({}) == {}


class TestOverrides:
    """An override replaces the points of a line that was scored."""

    def overridden(self, given: dict[str, Any]) -> dict[str, Any]:
        lines = rubric(criterion("A", "60"), criterion("B", "40"))
        return score(lines, portal(A=fact("1"), B=given) | {"overrides": {"B": "12.5"}})

    def test_an_override_replaces_the_points(self):
        card = self.overridden(fact("1"))

        assert card["lines"]["B"] == scored("12.50")
        assert (card["earned"], card["total"], card["band"]) == ("72.50", "72.50", "Trung bình")

    def test_of_a_line_that_was_scored(self):
        card = self.overridden(NO_CASE)

        assert card["lines"]["B"] == {"state": "no_cases", "points": None}
        assert (card["earned"], card["applicable"]) == ("60.00", "60.00")


class TestTheDefaultRubric:
    def test_its_points_come_to_100_and_to_29_21_10_17_14_and_9(self):
        groups = yaml.safe_load(DEFAULT.read_text(encoding="utf-8"))["groups"]

        points = [sum(each["points"] for each in group["criteria"]) for group in groups]

        assert points == [29, 21, 10, 17, 14, 9]
        assert sum(points) == 100
