"""What mending a line would add to the total, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from scoring.forecast.fixes import MOST_FIXES, Fix, fixes_of
from scoring.rounds.cards import ScoredCard, score_snapshot
from scoring.rounds.engine import CriterionFacts
from scoring.rounds.measuring import StandingThen
from scoring.rounds.snapshot import ScoredPortal
from tests.scoring.cast import adjustment, found, rubric_of, share, steps

MENDABLE = {"links.broken", "news.original"}


def card(*lines, adjustments=(), entered=(), taken=None) -> ScoredCard:
    """A card of criteria, each with the value found for it; None for one without a case."""
    spec = replace(rubric_of(*(one for one, _value in lines)), adjustments=tuple(adjustments))
    readings = {
        one.code: CriterionFacts(
            found(value or 0, 0 if value is None else 10),
            entered_from="Sổ" if one.code in entered else "",
        )
        for one, value in lines
    }
    scored = ScoredPortal(1, "Xã", StandingThen(None, None, None, 22), spec, readings, taken or {})
    return score_snapshot([scored])[0]


def line(code, points, measure="news.original", **changes):
    return share(code, points, measure=measure, **changes)


class TestWhatIsWorthMost:
    def test_is_counted_in_the_total_and_not_in_points(self) -> None:
        # 20 of 50 apply: 40.00. With all ten of B: 25 of 50, so 50.00.
        one = card((line("A", 40), "0.375"), (line("B", 10), "0.5"))

        assert fixes_of(one, MENDABLE) == [Fix("A", Decimal("50.00")), Fix("B", Decimal("10.00"))]

    def test_comes_first_and_equals_in_the_order_of_their_codes(self) -> None:
        one = card((line("C", 20), "0.5"), (line("A", 20), "0.5"), (line("B", 60), "0.9"))

        assert [fix.code for fix in fixes_of(one, MENDABLE)] == ["A", "C", "B"]

    def test_is_five_things(self) -> None:
        one = card(*((line(f"A{number}", 10), "0.5") for number in range(7)))

        assert len(fixes_of(one, MENDABLE)) == MOST_FIXES == 5

    def test_leaves_out_what_is_full_and_what_had_no_case(self) -> None:
        one = card((line("A", 50), "1"), (line("B", 25), None), (line("C", 50), "0.5"))

        assert [fix.code for fix in fixes_of(one, MENDABLE)] == ["C"]

    def test_leaves_out_what_nobody_can_mend(self) -> None:
        gap = steps("B2", 50, (2, 50), (None, 0))
        one = card((replace(gap, measure="news.longest_gap"), "9"), (line("C", 50), "0.5"))

        assert [fix.code for fix in fixes_of(one, MENDABLE)] == ["C"]

    def test_leaves_out_what_a_person_entered(self) -> None:
        one = card((line("A", 50), "0.5"), (line("C", 50), "0.5"), entered=("A",))

        assert [fix.code for fix in fixes_of(one, MENDABLE)] == ["C"]

    def test_leaves_out_what_the_total_would_not_show(self) -> None:
        """A penalty that takes everything is not lifted by a line that stays below it."""
        heavy = adjustment("T", 20)
        one = card(
            (line("A", 10), "0"), (line("B", 90, measure="judged.accuracy"), "0"),
            adjustments=[heavy], taken={"T": (found(1), "lộ dữ liệu")},
        )  # fmt: skip

        assert fixes_of(one, MENDABLE) == []

    def test_is_less_where_a_penalty_stays(self) -> None:
        heavy = adjustment("T", 5)
        one = card(
            (line("A", 10), "0"), (line("B", 90, measure="judged.accuracy"), "0"),
            adjustments=[heavy], taken={"T": (found(1), "lộ dữ liệu")},
        )  # fmt: skip

        # 10 of 100, less 5, against nothing.
        assert fixes_of(one, MENDABLE) == [Fix("A", Decimal("5.00"))]
