"""Numbers that follow each other in time, as columns of a picture. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# In units of the picture, which is as wide as a phone and grows with the page.
WIDTH, HEIGHT, HEAD, FOOT = 320, 90, 14, 16
# Names below, as far as they have room.
MOST_NAMES = 6


@dataclass(frozen=True, slots=True)
class ChartColumn:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class ColumnName:
    x: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class ColumnChart:
    columns: list[ChartColumn]
    names: list[ColumnName]
    most: int
    floor: int = HEAD + HEIGHT
    names_y: int = HEAD + HEIGHT + FOOT - 4
    width: int = WIDTH
    height: int = HEAD + HEIGHT + FOOT


def column_chart(counts: Sequence[tuple[str, int]]) -> ColumnChart | None:
    """Return the shapes of `counts`, each with its name; None where there is nothing above zero."""
    most = max((count for _name, count in counts), default=0)
    if most <= 0:
        return None
    step = WIDTH / len(counts)
    gap = min(2.0, step / 4)
    columns = []
    for number, (_name, count) in enumerate(counts):
        # One view is seen as something.
        height = max(round(HEIGHT * count / most, 1), 1.0) if count else 0.0
        columns.append(
            ChartColumn(
                round(number * step + gap / 2, 1),
                HEAD + HEIGHT - height,
                round(step - gap, 1),
                height,
            )
        )
    return ColumnChart(columns, _names(counts, step), most)


def _names(counts: Sequence[tuple[str, int]], step: float) -> list[ColumnName]:
    last = len(counts) - 1
    every = max(1, -(-last // (MOST_NAMES - 1)))
    names = []
    for number in range(0, last + 1, every):
        # The name of the first begins with its column, so that none is cut off.
        anchor = "start" if number == 0 else "end" if number == last else "middle"
        x = 0.0 if number == 0 else WIDTH if number == last else (number + 0.5) * step
        names.append(ColumnName(round(x, 1), counts[number][0], anchor))
    return names
