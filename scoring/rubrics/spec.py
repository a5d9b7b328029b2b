"""A rubric as plain values: what the engine scores by, and what files carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from scoring.enums import AdjustmentKind, CriterionKind, NoCases, PointsRule


@dataclass(frozen=True, slots=True)
class StepSpec:
    """Values above `above` (None: from the beginning) up to `up_to` (None: all beyond) give `points`."""

    above: Decimal | None
    up_to: Decimal | None
    points: Decimal

    def holds(self, value: Decimal) -> bool:
        return (self.above is None or value > self.above) and (
            self.up_to is None or value <= self.up_to
        )


@dataclass(frozen=True, slots=True)
class CriterionSpec:
    group: str
    code: str
    name: str
    points: Decimal
    kind: CriterionKind
    measure: str
    rule: PointsRule
    no_cases: NoCases = NoCases.LEAVES
    pools_small_numbers: bool = False
    parameters: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[StepSpec, ...] = ()
    legal_basis: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class GroupSpec:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class AdjustmentSpec:
    """`points` each time, at most `most_points` together; with one of them the band is at best `caps_band`."""

    code: str
    name: str
    kind: AdjustmentKind
    points: Decimal
    most_points: Decimal
    measure: str
    caps_band: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class BandSpec:
    """Totals from `from_total` up to and without `below` (None: up to 100) have this band."""

    code: str
    name: str
    from_total: Decimal
    below: Decimal | None

    def holds(self, total: Decimal) -> bool:
        return total >= self.from_total and (self.below is None or total < self.below)


@dataclass(frozen=True, slots=True)
class RubricSpec:
    tier: str
    title: str
    bonus_limit: Decimal
    penalty_limit: Decimal
    groups: tuple[GroupSpec, ...]
    criteria: tuple[CriterionSpec, ...]
    adjustments: tuple[AdjustmentSpec, ...]
    bands: tuple[BandSpec, ...]

    @property
    def points(self) -> Decimal:
        return sum((one.points for one in self.criteria), Decimal())

    def points_of(self, group: str) -> Decimal:
        return sum((one.points for one in self.criteria if one.group == group), Decimal())
