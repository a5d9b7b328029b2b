"""The engine's answer to what the oracle is asked, and the first case in which the two differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from types import ModuleType
from typing import Any

from scoring.enums import AdjustmentKind, NoCases, PointsRule
from scoring.measures.registry import Measurement
from scoring.rounds import engine as the_engine
from scoring.rubrics.spec import AdjustmentSpec, BandSpec, CriterionSpec, RubricSpec, StepSpec
from tests.scoring.cast import rubric_of, share
from tests.scoring.oracle import adding_up
from tests.scoring.oracle.drawing import DrawnCase


def first_difference(
    cases: Iterable[DrawnCase], engine: ModuleType = the_engine
) -> tuple[DrawnCase, object, object] | None:
    """Return the first case that the oracle and the engine answer differently, with both answers."""
    for case in cases:
        expected = adding_up.score(case.rubric, case.portal), adding_up.ranks(case.totals)
        answered = by_the_engine(engine, case)
        if answered != expected:
            return case, expected, answered
    return None


def by_the_engine(engine: ModuleType, case: DrawnCase) -> tuple[dict[str, Any], dict[str, int]]:
    rubric = as_spec(case.rubric)
    lines = [
        overridden(engine.score_line(each, facts_of(engine, case, each.code)), case)
        for each in rubric.criteria
    ]
    adjustments = [
        engine.adjust(each, Measurement(Decimal(times), times) if times else None, "")
        for each in rubric.adjustments
        for times in (case.portal["times"].get(each.code, 0),)
    ]
    total = engine.total_of(
        rubric, lines, adjustments, working_days_open=case.portal["working_days_open"]
    )
    sums = ("earned", "applicable", "bonus", "penalty", "total", "provisional", "band")
    card = {
        "lines": {
            each.criterion.code: {
                "state": str(each.state),
                "points": None if each.points is None else str(each.points),
            }
            for each in lines
        },
        **{name: str(getattr(total, name)) for name in sums},
    }
    placed = engine.ranks({int(key): Decimal(value) for key, value in case.totals.items()})
    return card, {str(key): place for key, place in placed.items()}


def overridden(scored: Any, case: DrawnCase) -> Any:
    points = case.portal["overrides"].get(scored.criterion.code)
    if points is None or scored.points is None:
        return scored
    return replace(scored, points=the_engine.rounded(Decimal(points)))


def facts_of(engine: ModuleType, case: DrawnCase, code: str) -> Any:
    fact = case.portal["facts"][code]
    return engine.CriterionFacts(
        month=measured(fact["month"]),
        pooled=measured(fact["pooled"]),
        by_nature=fact["by_nature"],
    )


def measured(given: dict[str, Any] | None) -> Measurement | None:
    return Measurement(as_decimal(given["value"]), given["cases"]) if given else None


def as_decimal(value: str) -> Decimal:
    """Write a fraction as a measure does, which divides what it counted."""
    exact = Fraction(value)
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def as_spec(rubric: dict[str, Any]) -> RubricSpec:
    return rubric_of(
        *(as_criterion(each) for each in rubric["criteria"]),
        bonus_limit=Decimal(rubric["bonus_limit"]),
        penalty_limit=Decimal(rubric["penalty_limit"]),
        adjustments=tuple(as_adjustment(each) for each in rubric["adjustments"]),
        bands=tuple(
            BandSpec(each["code"], each["name"], Decimal(each["from"]), end(each["below"]))
            for each in rubric["bands"]
        ),
    )


def as_criterion(given: dict[str, Any]) -> CriterionSpec:
    return share(
        given["code"],
        given["points"],
        rule=PointsRule(given["rule"]),
        no_cases=NoCases(given["no_cases"]),
        pools_small_numbers=given["pools_small_numbers"],
        steps=tuple(
            StepSpec(end(each["above"]), end(each["up_to"]), Decimal(each["points"]))
            for each in given["steps"]
        ),
    )


def as_adjustment(given: dict[str, Any]) -> AdjustmentSpec:
    return AdjustmentSpec(
        code=given["code"],
        name=given["code"],
        kind=AdjustmentKind(given["kind"]),
        points=Decimal(given["points"]),
        most_points=Decimal(given["most_points"]),
        measure="adjustment.personal_data",
        caps_band=given["caps_band"] or "",
    )


def end(given: str | None) -> Decimal | None:
    return None if given is None else Decimal(given)
