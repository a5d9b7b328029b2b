"""The trend of a portal as a drawing: where its points lie. Pure; the numbers stand in a table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.periods import Month

from .queries import MONTHS_OF_TREND, TrendPoint

# Small, so that its words are legible on a phone, where it is as wide as the page.
WIDTH, HEIGHT = 340, 170
LEFT, RIGHT, TOP, BOTTOM = 34, 14, 12, 30
FULL = 100
# A portal with few months does not have its points crowded at one side.
LEAST_MONTHS = 6


@dataclass(frozen=True, slots=True)
class Dot:
    x: int
    y: int
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class TrendChart:
    """`lines`: runs of months without a gap. `levels`: heights at which totals are marked; `ends`: the first month and
    the last, with where they stand.
    """

    width: int
    height: int
    dots: list[Dot]
    lines: list[str]
    levels: list[tuple[int, int]]
    ends: tuple[Month, Month]
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = HEIGHT - BOTTOM


def trend_chart(points: Sequence[TrendPoint], month: Month) -> TrendChart:
    """Place each month by its distance from `month`, which is on the right; the earliest of `points` is on the left.

    At least `LEAST_MONTHS` are shown, and no more than a trend has.
    """
    first = month.later(1 - LEAST_MONTHS)
    if points:
        first = max(min(first, points[0].month), month.later(1 - MONTHS_OF_TREND))
    span = _months_between(first, month)
    dots: list[Dot] = []
    runs: list[list[Dot]] = []
    last: Month | None = None
    for point in points:
        place = _months_between(first, point.month)
        dot = Dot(
            LEFT + place * (WIDTH - LEFT - RIGHT) // span,
            _height(int(point.total * 100)),
            point.is_provisional,
        )
        if last is None or last.later(1) != point.month:
            runs.append([])
        runs[-1].append(dot)
        dots.append(dot)
        last = point.month
    return TrendChart(
        WIDTH,
        HEIGHT,
        dots,
        [" ".join(f"{dot.x},{dot.y}" for dot in run) for run in runs if len(run) > 1],
        [(level, _height(level * 100)) for level in (0, 50, FULL)],
        (first, month),
    )


def _height(hundredths: int) -> int:
    return HEIGHT - BOTTOM - hundredths * (HEIGHT - TOP - BOTTOM) // (100 * FULL)


def _months_between(first: Month, last: Month) -> int:
    return (last.year - first.year) * 12 + last.month - first.month
