"""Changing one part of a rubric: each returns the whole rubric, changed. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from .spec import AdjustmentSpec, BandSpec, CriterionSpec, GroupSpec, RubricSpec, StepSpec


def steps_by_ends(ends: Iterable[tuple[Decimal | None, Decimal]]) -> tuple[StepSpec, ...]:
    """Return steps from pairs of upper end (None: all beyond) and points; each begins where the one below ends."""
    ordered = sorted(ends, key=lambda pair: (pair[0] is None, pair[0] or Decimal()))
    above: Decimal | None = None
    found = []
    for up_to, points in ordered:
        found.append(StepSpec(above, up_to, points))
        above = up_to
    return tuple(found)


def bands_by_lines(lines: Iterable[tuple[str, str, Decimal]]) -> tuple[BandSpec, ...]:
    """Return bands, the best first, from code, name and lowest total; each ends where the one above begins."""
    below: Decimal | None = None
    found = []
    for code, name, lowest in sorted(lines, key=lambda line: -line[2]):
        found.append(BandSpec(code, name, lowest, below))
        below = lowest
    return tuple(found)


def with_criterion(spec: RubricSpec, changed: CriterionSpec, *, instead_of: str = "") -> RubricSpec:
    """Put a criterion in the place of the one with the code `instead_of`, or at the end of its group."""
    return replace(spec, criteria=_in_groups(spec.groups, _put(spec.criteria, changed, instead_of)))


def without_criterion(spec: RubricSpec, code: str) -> RubricSpec:
    return replace(spec, criteria=tuple(one for one in spec.criteria if one.code != code))


def with_adjustment(
    spec: RubricSpec, changed: AdjustmentSpec, *, instead_of: str = ""
) -> RubricSpec:
    return replace(spec, adjustments=tuple(_put(spec.adjustments, changed, instead_of)))


def without_adjustment(spec: RubricSpec, code: str) -> RubricSpec:
    return replace(spec, adjustments=tuple(one for one in spec.adjustments if one.code != code))


def _put[PartT: CriterionSpec | AdjustmentSpec](
    parts: Sequence[PartT], changed: PartT, instead_of: str
) -> list[PartT]:
    if not any(one.code == instead_of for one in parts):
        return [*parts, changed]
    return [changed if one.code == instead_of else one for one in parts]


def _in_groups(
    groups: Sequence[GroupSpec], criteria: Sequence[CriterionSpec]
) -> tuple[CriterionSpec, ...]:
    order = {group.code: place for place, group in enumerate(groups)}
    return tuple(sorted(criteria, key=lambda one: order.get(one.group, len(order))))
