"""The trend of a portal as a drawing: where its points lie. Pure; the numbers stand in a table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.periods import Month

from .queries import MONTHS_OF_TREND, TrendPoint

WIDTH, HEIGHT, EDGE = 640, 180, 24
FULL = 100


@dataclass(frozen=True, slots=True)
class Dot:
    x: int
    y: int
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class TrendChart:
    """`lines`: runs of months without a gap. `levels`: heights at which totals are marked."""

    width: int
    height: int
    dots: list[Dot]
    lines: list[str]
    levels: list[tuple[int, int]]


def trend_chart(points: Sequence[TrendPoint], month: Month) -> TrendChart:
    """Place each month by its distance from `month`, which is on the right."""
    first = month.later(1 - MONTHS_OF_TREND)
    dots: list[Dot] = []
    runs: list[list[Dot]] = []
    last: Month | None = None
    for point in points:
        place = _months_between(first, point.month)
        dot = Dot(
            EDGE + place * (WIDTH - 2 * EDGE) // (MONTHS_OF_TREND - 1),
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
    )


def _height(hundredths: int) -> int:
    return HEIGHT - EDGE - hundredths * (HEIGHT - 2 * EDGE) // (100 * FULL)


def _months_between(first: Month, last: Month) -> int:
    return (last.year - first.year) * 12 + last.month - first.month
