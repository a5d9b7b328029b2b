"""Where the points of a trend lie."""

from __future__ import annotations

from decimal import Decimal

from scoring.published.chart import EDGE, HEIGHT, WIDTH, trend_chart
from scoring.published.queries import MONTHS_OF_TREND, TrendPoint
from tests.scoring.cast import OCTOBER


def point(back: int, total: int, **changes: bool) -> TrendPoint:
    return TrendPoint(
        OCTOBER.later(-back), Decimal(total), "Khá", changes.get("provisional", False)
    )


def test_the_month_is_on_the_right_and_all_lie_inside():
    chart = trend_chart([point(MONTHS_OF_TREND - 1, 0), point(0, 100)], OCTOBER)
    first, last = chart.dots
    assert (first.x, first.y) == (EDGE, HEIGHT - EDGE)
    assert (last.x, last.y) == (WIDTH - EDGE, EDGE)


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
