"""Which lines of a card stand open, which in their group, and which behind a fold."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scoring.course.shown_lines import shown_groups
from scoring.explaining import ExplainedCard, ExplainedGroup, ExplainedLine


def line(code: str, points: int | None) -> ExplainedLine:
    told = None if points is None else Decimal(points)
    return ExplainedLine(code, code, Decimal(10), told, *[""] * 6, notes=(), places=())


@pytest.mark.parametrize(
    ("points", "first", "rest"),
    [
        ((3, 10, None), ["A"], ["B", "C"]),
        ((10, 10, 10), [], ["A", "B", "C"]),
        ((None, None, None), ["A", "B", "C"], []),
    ],
    ids=["some lost", "none lost", "no figures yet"],
)
def test_a_line_is_folded_away_that_lost_nothing(
    points: tuple[int | None, ...], first: list[str], rest: list[str]
) -> None:
    lines = [line(code, each) for code, each in zip("ABC", points, strict=True)]
    most = [one for one in lines if one.lost > 0]
    group = ExplainedGroup("I", "Tin", lines)
    (shown,) = shown_groups(ExplainedCard([group], most, adjustments=[], working_days_open=22))
    assert [one.line.code for one in shown.first] == first
    assert [one.line.code for one in shown.rest] == rest
