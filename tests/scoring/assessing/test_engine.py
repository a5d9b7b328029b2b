"""Points, totals, bands and ranks, against values worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.enums import CriterionKind, LineState, PointsRule, Provisional
from scoring.rounds.engine import (
    CriterionFacts,
    adjust,
    band_of,
    points_for,
    ranks,
    rounded,
    score_line,
    total_of,
)
from scoring.rubrics.checks import check_rubric
from scoring.rubrics.yaml_format import read_default
from tests.scoring.cast import BANDS, ZERO, adjustment, found, rubric_of, share, steps

GAP = steps("B2", 4, (2, 4), (4, 3), (7, 1), (None, 0))
LINKS = steps("E2", 4, (0.5, 4), (1, 3), (2, 2), (5, 1), (None, 0))
values = st.decimals(0, 1, places=4)


class TestPoints:
    @pytest.mark.parametrize(
        ("points", "value", "expected"),
        [
            (8, "1", "8.00"),
            (8, "0.5", "4.00"),
            (8, "0.3333", "2.67"),  # 2.6664
            (7, "0.125", "0.88"),  # 0.875, half up
            (3, "0.005", "0.02"),  # 0.015, half up
            (8, "1.7", "8.00"),
            (8, "0", "0.00"),
        ],
    )
    def test_in_proportion(self, points, value, expected) -> None:
        assert points_for(share("X", points), Decimal(value)) == Decimal(expected)

    @pytest.mark.parametrize(
        ("criterion", "value", "expected"),
        [
            (GAP, "0", 4), (GAP, "2", 4), (GAP, "2.01", 3), (GAP, "4", 3), (GAP, "5", 1),
            (GAP, "7", 1), (GAP, "8", 0), (GAP, "300", 0),
            (LINKS, "0.5", 4), (LINKS, "0.51", 3), (LINKS, "1", 3), (LINKS, "2", 2),
            (LINKS, "5", 1), (LINKS, "5.01", 0),
        ],
    )  # fmt: skip
    def test_by_steps_whose_upper_end_belongs_to_them(self, criterion, value, expected) -> None:
        assert points_for(criterion, Decimal(value)) == expected

    @given(value=st.decimals(0, 1000, places=3), criterion=st.sampled_from([GAP, LINKS]))
    def test_every_value_has_one_step(self, value, criterion) -> None:
        assert sum(step.holds(value) for step in criterion.steps) == 1

    @given(value=st.decimals(-10, 10, places=4), points=st.integers(1, 100))
    def test_are_never_more_than_the_criterion_has(self, value, points) -> None:
        assert 0 <= points_for(share("X", points), value) <= points


class TestALine:
    def test_that_never_applies_says_why(self) -> None:
        line = score_line(share("A6", 3), CriterionFacts(found(1), by_nature="Không có thủ tục"))

        assert (line.state, line.points, line.reason) == (
            LineState.BY_NATURE, None, "Không có thủ tục",
        )  # fmt: skip

    def test_that_nobody_measured_does_not_count(self) -> None:
        assert score_line(share("A3", 7), CriterionFacts()).state == LineState.NOT_MEASURED

    def test_without_a_case_does_not_count(self) -> None:
        line = score_line(share("D1", 8), CriterionFacts(found(0, cases=0)))

        assert (line.state, line.points) == (LineState.NO_CASES, None)

    def test_without_a_case_is_nothing_where_the_rubric_says_so(self) -> None:
        line = score_line(share("B1", 8, no_cases=ZERO), CriterionFacts(found(0, cases=0)))

        assert (line.state, line.points) == (LineState.SCORED, 0)


class TestSmallNumbers:
    criterion = share("D1", 8, pools_small_numbers=True)

    @pytest.mark.parametrize(
        ("month", "pooled", "points", "is_pooled", "is_softened"),
        [
            # Five cases stand alone.
            (found("0.2", 5), found("0.9", 30), "1.60", False, False),
            # Four: three months together, 6 of 8.
            (found("0", 4), found("0.75", 8), "6.00", True, False),
            # Four even then: 1 of 4 is 2 of 8 points, but half is safe.
            (found("0", 2), found("0.25", 4), "4.00", True, True),
            (found("1", 1), found("1", 1), "8.00", True, False),
            # Five together, or more, are enough: nothing is safe.
            (found("1", 4), found("0.25", 5), "2.00", True, False),
            (found("1", 1), found("0.25", 30), "2.00", True, False),
            # Half by itself: nothing was softened.
            (found("1", 1), found("0.5", 4), "4.00", True, False),
            # Nothing to pool with.
            (found("0", 1), None, "4.00", False, True),
        ],
    )
    def test_are_counted_together_and_softened(
        self, month, pooled, points, is_pooled, is_softened
    ) -> None:
        line = score_line(self.criterion, CriterionFacts(month, pooled))

        assert (line.points, line.is_pooled, line.is_softened) == (
            Decimal(points), is_pooled, is_softened,
        )  # fmt: skip

    def test_a_month_without_a_case_is_left_out_whatever_came_before(self) -> None:
        line = score_line(self.criterion, CriterionFacts(found(0, 0), found("0", 10)))

        assert line.state == LineState.NO_CASES

    def test_stand_where_the_criterion_does_not_pool(self) -> None:
        line = score_line(share("C3", 3), CriterionFacts(found("0", 1), found("1", 9)))

        assert line.points == 0

    @given(value=values, cases=st.integers(1, 4), pooled=values, more=st.integers(1, 4))
    def test_never_lose_more_than_half(self, value, cases, pooled, more) -> None:
        line = score_line(self.criterion, CriterionFacts(found(value, cases), found(pooled, more)))

        assert line.points >= 4


def half_up(number: Fraction) -> int:
    return floor(number + Fraction(1, 2))


def total(*pairs, adjustments=(), days=22, **changes):
    """`pairs`: points of the criterion, value or None for what does not apply."""
    criteria = [share(f"X{place}", points) for place, (points, _value) in enumerate(pairs)]
    lines = [
        score_line(one, CriterionFacts(None if value is None else found(value)))
        for one, (_points, value) in zip(criteria, pairs, strict=True)
    ]
    rubric = rubric_of(*criteria, **changes)
    made = [adjust(rule, found(times), "lý do") for rule, times in adjustments]
    return total_of(rubric, lines, made, working_days_open=days)


class TestTheTotal:
    @pytest.mark.parametrize(
        ("pairs", "earned", "applicable", "expected"),
        [
            ([(60, 1), (40, "0.5")], 80, 100, "80.00"),
            # 20 do not apply: 66 of 80.
            ([(60, "0.9"), (20, "0.6"), (20, None)], 66, 80, "82.50"),
            # 50 of 70 is 71.428571...
            ([(50, 1), (20, 0), (30, None)], 50, 70, "71.43"),
            # 64.5 of 75 is exactly 86.
            ([(75, "0.86"), (25, None)], "64.50", 75, "86.00"),
        ],
    )
    def test_leaves_out_what_does_not_apply(self, pairs, earned, applicable, expected) -> None:
        result = total(*pairs)

        assert (result.earned, result.applicable) == (Decimal(earned), applicable)
        assert result.total == Decimal(expected)

    def test_is_nothing_where_nothing_applies(self) -> None:
        result = total((100, None))

        assert (result.total, result.provisional) == (0, Provisional.TOO_LITTLE)

    @pytest.mark.parametrize(
        ("applies", "days", "reason"),
        [
            (70, 22, ""),
            (69, 22, Provisional.TOO_LITTLE),
            (100, 15, ""),
            (100, 14, Provisional.TOO_SHORT),
            (50, 3, Provisional.TOO_SHORT),
        ],
    )
    def test_is_provisional_without_a_band(self, applies, days, reason) -> None:
        rest = [(100 - applies, None)] if applies < 100 else []
        result = total((applies, 1), *rest, days=days)

        assert result.provisional == reason
        assert bool(result.band) is (reason == "")

    @given(
        pairs=st.lists(st.tuples(st.integers(1, 30), st.none() | values), min_size=1, max_size=12)
    )
    def test_is_the_share_of_what_applies(self, pairs) -> None:
        """In whole hundredths, half up: each line first, then 100 times their sum over what applies."""
        scored = [(points, Fraction(value)) for points, value in pairs if value is not None]
        applies = sum(points for points, _value in scored)
        earned = sum(half_up(points * value * 100) for points, value in scored)
        expected = half_up(Fraction(earned * 100, applies)) if applies else 0

        assert total(*pairs).total * 100 == expected

    @given(
        pairs=st.lists(st.tuples(st.integers(1, 30), values), min_size=1, max_size=8), extra=values
    )
    def test_what_does_not_apply_changes_nothing(self, pairs, extra) -> None:
        assert total(*pairs).total == total(*pairs, (10, None)).total


class TestAdjustments:
    def test_a_penalty_is_taken_each_time_up_to_the_most(self) -> None:
        rule = adjustment("TRU", 5, most=20)

        assert total((100, 1), adjustments=[(rule, 2)]).total == 90
        assert total((100, 1), adjustments=[(rule, 9)]).total == 80

    def test_all_penalties_together_have_a_limit(self) -> None:
        rules = [(adjustment("T1", 10, most=20), 2), (adjustment("T2", 10, most=20), 1)]

        assert total((100, 1), adjustments=rules).total == 80

    @pytest.mark.parametrize(
        ("base", "bonus", "expected"),
        [
            ("0.80", 5, "85.00"),
            ("0.88", 5, "89.99"),  # never over a band line
            ("0.99", 5, "100.00"),  # never above a hundred
            ("0.599", 1, "59.99"),
            ("0.95", 9, "100.00"),
            ("0.91", 9, "96.00"),  # at most five
        ],
    )
    def test_a_bonus_stays_within_its_band(self, base, bonus, expected) -> None:
        rule = adjustment("CONG", 1, most=9, bonus=True)

        assert total((100, base), adjustments=[(rule, bonus)]).total == Decimal(expected)

    def test_no_bonus_makes_good_a_lower_band_after_a_penalty(self) -> None:
        rules = [(adjustment("TRU", 5, most=20), 1), (adjustment("C", 1, most=5, bonus=True), 5)]
        result = total((100, "0.93"), adjustments=rules)

        assert (result.total, result.band) == (Decimal("89.99"), "Khá")

    @pytest.mark.parametrize(
        ("base", "cap", "band"),
        [(1, "trung-binh", "Trung bình"), (1, "yeu", "Yếu"), ("0.3", "trung-binh", "Yếu")],
    )
    def test_some_cap_the_band(self, base, cap, band) -> None:
        assert total((100, base), adjustments=[(adjustment("TRU", 0, cap=cap), 1)]).band == band

    def test_what_did_not_happen_caps_nothing(self) -> None:
        assert total((100, 1), adjustments=[(adjustment("TRU", 0, cap="yeu"), 0)]).band == "Tốt"


class TestBands:
    @pytest.mark.parametrize(
        ("number", "name"),
        [
            ("100", "Tốt"), ("90", "Tốt"), ("89.99", "Khá"), ("75", "Khá"),
            ("74.99", "Trung bình"), ("60", "Trung bình"), ("59.99", "Yếu"), ("0", "Yếu"),
        ],
    )  # fmt: skip
    def test_begin_at_their_line(self, number, name) -> None:
        assert band_of(BANDS, Decimal(number)).name == name

    @given(number=st.decimals(0, 100, places=2))
    def test_every_total_has_one(self, number) -> None:
        assert sum(band.holds(number) for band in BANDS) == 1

    @given(low=st.decimals(0, 100, places=2), high=st.decimals(0, 100, places=2))
    def test_more_points_are_never_a_worse_band(self, low, high) -> None:
        low, high = sorted((low, high))

        assert band_of(BANDS, low).from_total <= band_of(BANDS, high).from_total


class TestRanks:
    def test_ties_share_and_the_next_is_counted_on(self) -> None:
        totals = {1: Decimal(90), 2: Decimal(80), 3: Decimal(90), 4: Decimal(70), 5: Decimal(80)}

        assert ranks(totals) == {1: 1, 3: 1, 2: 3, 5: 3, 4: 5}

    @given(totals=st.dictionaries(st.integers(), st.decimals(0, 100, places=2), max_size=30))
    def test_count_those_above(self, totals) -> None:
        assert ranks(totals) == {
            key: 1 + sum(other > total for other in totals.values())
            for key, total in totals.items()
        }


class TestRounding:
    @pytest.mark.parametrize(
        ("number", "expected"),
        [("0.005", "0.01"), ("0.015", "0.02"), ("2.675", "2.68"), ("1", "1.00")],
    )
    def test_is_half_up_to_a_hundredth(self, number, expected) -> None:
        assert rounded(Decimal(number)) == Decimal(expected)


def apart(code: str, points: int):
    """Whose second step begins above the end of its first."""
    first, second = steps(code, points, (2, points), (None, 0)).steps
    return share(
        code, points, rule=PointsRule.STEPS, steps=(first, replace(second, above=Decimal(3)))
    )


class TestTheCheck:
    good = rubric_of(
        share("A1", 60),
        replace(steps("A2", 40, (2, 40), (None, 0)), measure="judged.presentation"),
    )

    def faults(self, **changes) -> str:
        return " ".join(check_rubric(replace(self.good, **changes)))

    def test_finds_nothing_in_a_good_rubric(self) -> None:
        assert check_rubric(self.good) == []

    @pytest.mark.parametrize("spec", read_default(), ids=lambda spec: spec.tier)
    def test_finds_no_fact_that_the_shipped_rubric_scores_twice(self, spec) -> None:
        assert check_rubric(spec) == []

    @pytest.mark.parametrize(
        ("code", "section", "judged_by"),
        [
            ("A7", "gioi-thieu", "A1"), ("A7", "tthc", "A6"), ("A7", "tiep-can", "A8"),
            ("A7", "tin-tuc", "B2"), ("A7", "loa", "B5"), ("E2", "tthc", "A6"), ("B1", "loa", "B5"),
        ],
    )  # fmt: skip
    def test_says_when_a_fact_is_judged_twice(self, code, section, judged_by) -> None:
        spec = next(one for one in read_default() if one.tier == "commune")
        criteria = []
        for one in spec.criteria:
            parameters = dict(one.parameters)
            if one.code == code:
                parameters["counted_elsewhere"] = [
                    other for other in parameters["counted_elsewhere"] if other != section
                ]
            criteria.append(replace(one, parameters=parameters))

        (fault,) = check_rubric(replace(spec, criteria=tuple(criteria)))

        assert fault.startswith(f"{code}: ")
        assert section in fault
        assert judged_by in fault

    def test_says_when_two_criteria_name_one_measure(self) -> None:
        twice = self.faults(criteria=(share("A1", 60), share("A2", 40)))

        assert twice == "judged.accuracy được chấm 2 lần: mỗi việc chỉ chấm một lần."

    def test_says_when_videos_are_judged_by_two_measures(self) -> None:
        of_videos = {"kind": CriterionKind.AUTOMATIC, "parameters": {"target": 4}}
        criteria = (
            share("A1", 60, measure="news.multimedia", **of_videos),
            share("A2", 40, measure="news.media", **of_videos),
        )

        assert "news.media được chấm 2 lần" in self.faults(criteria=criteria)

    @pytest.mark.parametrize(
        ("criteria", "fault"),
        [
            ((share("A1", 60),), "60"),
            ((share("A1", 60), share("A1", 40)), "A1"),
            ((share("A1", 60), share("A2", 40, group="Z")), "Z"),
            ((share("A1", 60), share("A2", 40, measure="không có")), "không có"),
            ((share("A1", 60), share("A2", 40, measure="news.original")), "target"),
            (
                (
                    share("A1", 60),
                    share("A2", 40, measure="news.original", parameters={"target": -1}),
                ),
                "target",
            ),
            ((share("A1", 60), steps("A2", 40, (2, 40))), "A2"),
            ((share("A1", 60), steps("A2", 40, (2, 30), (None, 0))), "A2"),
            ((share("A1", 60), steps("A2", 40, (2, 41), (None, 0))), "41"),
            ((share("A1", 60), steps("A2", 40, (2, 40), (1, 3), (None, 0))), "A2"),
            ((share("A1", 60), apart("A2", 40)), "A2: thiếu bậc từ 2 đến 3."),
        ],
    )
    def test_names_what_is_wrong_with_criteria(self, criteria, fault) -> None:
        assert fault in self.faults(criteria=criteria)

    @pytest.mark.parametrize(
        "bands",
        [
            (),
            BANDS[:3],
            BANDS[1:],
            (BANDS[0], BANDS[2], BANDS[3]),
            (*BANDS[:3], BANDS[3].__class__("yeu", "Yếu", Decimal(0), Decimal(65))),
        ],
    )
    def test_finds_gaps_and_overlaps_of_bands(self, bands) -> None:
        assert self.faults(bands=bands)

    def test_finds_two_bands_of_one_code(self) -> None:
        bands = (*BANDS[:3], replace(BANDS[3], code="kha"))

        assert check_rubric(replace(self.good, bands=bands)) == ["Hai mức xếp loại trùng mã."]

    def test_finds_a_cap_at_a_band_that_is_none(self) -> None:
        wrong = (adjustment("TRU", 5, cap="kem"),)

        assert check_rubric(replace(self.good, adjustments=wrong)) == [
            "TRU: không có mức xếp loại kem."
        ]
        assert (
            check_rubric(replace(self.good, adjustments=(adjustment("TRU", 5, cap="yeu"),))) == []
        )
