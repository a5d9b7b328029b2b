"""A picture of a few figures, as shapes of an SVG: bars that lie, so that their words are read as they are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

# In units of the picture. It is as wide as a phone, and grows with the page.
WIDTH = 320
BAR, GAP, LABEL = 14, 4, 18
AFTER_ROW = 14
LONGEST_LABEL = 46


@dataclass(frozen=True, slots=True)
class Bar:
    """`series`: 0 for the first of two columns, 1 for the second."""

    y: int
    width: float
    series: int
    text: str
    text_y: int
    # Where its words begin: behind the bar, or within one that leaves no room.
    text_x: float
    is_inside: bool


@dataclass(frozen=True, slots=True)
class ChartRow:
    label: str
    label_y: int
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class Chart:
    height: int
    rows: list[ChartRow]
    series: list[str]
    width: int = WIDTH


@dataclass(frozen=True, slots=True)
class ChartedLine:
    """One line of a picture: its words, and per series the value with its words; None where there is none."""

    label: str
    values: Sequence[tuple[int | Decimal, str] | None]


def bar_chart(lines: Sequence[ChartedLine], series: Sequence[str]) -> Chart | None:
    """Return the shapes for `lines`; None where there is nothing above zero to draw."""
    values = [one[0] for line in lines for one in line.values if one is not None]
    most = max(values, default=0)
    if most <= 0 or min(values) < 0:
        return None
    y, rows = 0, []
    for line in lines:
        label_y = y + LABEL - 5
        y += LABEL
        bars = []
        for number, one in enumerate(line.values):
            if one is not None:
                bars.append(_bar(y, one, number, most))
                y += BAR + GAP
        rows.append(ChartRow(_cut(line.label), label_y, bars))
        y += AFTER_ROW - GAP
    return Chart(y, rows, list(series))


def _bar(y: int, one: tuple[int | Decimal, str], series: int, most: int | Decimal) -> Bar:
    value, text = one
    width = round(float(Decimal(value) * WIDTH / Decimal(most)), 1)
    needed = 6.2 * len(text) + 8
    is_inside = width + needed > WIDTH
    return Bar(
        y,
        max(width, 1.0),
        series,
        text,
        y + BAR - 3,
        width - 4 if is_inside else width + 4,
        is_inside,
    )


def _cut(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip()}…"
