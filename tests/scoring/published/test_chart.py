"""Where the points of a trend lie."""

from __future__ import annotations

from decimal import Decimal

from scoring.published.chart import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, trend_chart
from scoring.published.queries import MONTHS_OF_TREND, TrendPoint
from tests.scoring.cast import OCTOBER


def point(back: int, total: int, **changes: bool) -> TrendPoint:
    return TrendPoint(
        OCTOBER.later(-back), Decimal(total), "Khá", changes.get("provisional", False)
    )


def test_the_month_is_on_the_right_and_all_lie_inside():
    chart = trend_chart([point(MONTHS_OF_TREND - 1, 0), point(0, 100)], OCTOBER)
    first, last = chart.dots
    assert (first.x, first.y) == (LEFT, HEIGHT - BOTTOM)
    assert (last.x, last.y) == (WIDTH - RIGHT, TOP)
    assert chart.ends == (OCTOBER.later(1 - MONTHS_OF_TREND), OCTOBER)


def test_few_months_fill_the_width_and_none_is_alone_at_its_end():
    two = trend_chart([point(1, 40), point(0, 50)], OCTOBER)
    assert two.ends == (OCTOBER.later(-5), OCTOBER)
    assert two.dots[-1].x == WIDTH - RIGHT
    eight = trend_chart([point(7, 40), point(0, 50)], OCTOBER)
    assert eight.ends[0] == OCTOBER.later(-7)
    assert [dot.x for dot in eight.dots] == [LEFT, WIDTH - RIGHT]


def test_a_gap_ends_a_line():
    points = [point(5, 40), point(4, 50), point(2, 60), point(1, 70), point(0, 80)]
    chart = trend_chart(points, OCTOBER)
    assert [len(line.split()) for line in chart.lines] == [2, 3]
    assert len(chart.dots) == 5


def test_one_month_is_a_dot_and_no_line():
    chart = trend_chart([point(0, 50, provisional=True)], OCTOBER)
    assert chart.lines == []
    assert chart.dots[0].is_provisional
    assert trend_chart([], OCTOBER).dots == []
