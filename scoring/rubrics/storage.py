"""Rubrics in the database: written from a spec in one piece, read back as the same spec."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.backends.postgresql.psycopg_any import NumericRange

from scoring.enums import AdjustmentKind, CriterionKind, NoCases, PointsRule
from scoring.models import (
    AdjustmentRule,
    Criterion,
    CriterionStep,
    Rubric,
    RubricBand,
    RubricGroup,
)
from scoring.periods import Month

from .spec import AdjustmentSpec, BandSpec, CriterionSpec, GroupSpec, RubricSpec, StepSpec


def rubrics_of(month: Month) -> dict[str, Rubric]:
    """Return the adopted rubric of each tier that counts in `month`. One query."""
    found = (
        Rubric.objects.filter(adopted_at__isnull=False, starts_on__lte=month.first)
        .order_by("tier", "-starts_on")
        .distinct("tier")
    )
    return {rubric.tier_id: rubric for rubric in found}


def specs_of(month: Month) -> dict[str, RubricSpec]:
    """Return what counts in `month` by tier. Six queries."""
    rubrics = rubrics_of(month)
    specs = read_specs(rubrics.values())
    return {tier: specs[rubric.pk] for tier, rubric in rubrics.items()}


def write_content(rubric: Rubric, spec: RubricSpec) -> None:
    """Give `rubric` the content of `spec` in place of what it had."""
    rubric.groups.all().delete()
    rubric.adjustments.all().delete()
    rubric.bands.all().delete()
    groups = {
        one.code: RubricGroup(rubric=rubric, code=one.code, name=one.name, position=place)
        for place, one in enumerate(spec.groups)
    }
    RubricGroup.objects.bulk_create(groups.values())
    criteria = [
        Criterion(
            group=groups[one.group],
            code=one.code,
            name=one.name,
            points=one.points,
            kind=one.kind,
            measure=one.measure,
            parameters=dict(one.parameters),
            rule=one.rule,
            no_cases=one.no_cases,
            pools_small_numbers=one.pools_small_numbers,
            legal_basis=one.legal_basis,
            help=one.help,
            position=place,
        )
        for place, one in enumerate(spec.criteria)
    ]
    Criterion.objects.bulk_create(criteria)
    CriterionStep.objects.bulk_create(
        CriterionStep(
            criterion=row,
            values=NumericRange(step.above, step.up_to, "(]"),
            points=step.points,
        )
        for row, one in zip(criteria, spec.criteria, strict=True)
        for step in one.steps
    )
    AdjustmentRule.objects.bulk_create(
        AdjustmentRule(
            rubric=rubric,
            code=one.code,
            name=one.name,
            kind=one.kind,
            points=one.points,
            most_points=one.most_points,
            measure=one.measure,
            caps_band=one.caps_band,
            help=one.help,
            position=place,
        )
        for place, one in enumerate(spec.adjustments)
    )
    RubricBand.objects.bulk_create(
        RubricBand(
            rubric=rubric,
            code=one.code,
            name=one.name,
            totals=NumericRange(one.from_total, one.below, "[)"),
        )
        for one in spec.bands
    )


def read_specs(rubrics: Iterable[Rubric]) -> dict[int, RubricSpec]:
    """Return each rubric's content by its id. Five queries for all of them."""
    wanted = list(rubrics)
    groups: dict[int, list[GroupSpec]] = defaultdict(list)
    for group in RubricGroup.objects.filter(rubric__in=wanted).order_by("position", "pk"):
        groups[group.rubric_id].append(GroupSpec(group.code, group.name))
    steps: dict[int, list[StepSpec]] = defaultdict(list)
    found_steps = CriterionStep.objects.filter(criterion__group__rubric__in=wanted)
    for step in found_steps.order_by("values", "pk"):
        steps[step.criterion_id].append(
            StepSpec(step.values.lower, step.values.upper, step.points.normalize())
        )
    criteria: dict[int, list[CriterionSpec]] = defaultdict(list)
    found_criteria = Criterion.objects.filter(group__rubric__in=wanted).select_related("group")
    for row in found_criteria.order_by("position", "pk"):
        criteria[row.group.rubric_id].append(_criterion(row, steps[row.pk]))
    adjustments: dict[int, list[AdjustmentSpec]] = defaultdict(list)
    for rule in AdjustmentRule.objects.filter(rubric__in=wanted).order_by("position", "pk"):
        adjustments[rule.rubric_id].append(
            AdjustmentSpec(
                rule.code, rule.name, AdjustmentKind(rule.kind), rule.points, rule.most_points,
                rule.measure, rule.caps_band, rule.help,
            )
        )  # fmt: skip
    bands: dict[int, list[BandSpec]] = defaultdict(list)
    for band in RubricBand.objects.filter(rubric__in=wanted).order_by("-totals", "pk"):
        bands[band.rubric_id].append(
            BandSpec(band.code, band.name, band.totals.lower, band.totals.upper)
        )
    return {
        rubric.pk: RubricSpec(
            tier=rubric.tier_id,
            title=rubric.title,
            bonus_limit=rubric.bonus_limit,
            penalty_limit=rubric.penalty_limit,
            groups=tuple(groups[rubric.pk]),
            criteria=tuple(criteria[rubric.pk]),
            adjustments=tuple(adjustments[rubric.pk]),
            bands=tuple(bands[rubric.pk]),
        )
        for rubric in wanted
    }


def next_version(tier: str) -> int:
    last = Rubric.objects.filter(tier=tier).order_by("-version").first()
    return last.version + 1 if last else 1


def starts_of(tier: str) -> list[date]:
    return list(
        Rubric.objects.filter(tier=tier, adopted_at__isnull=False)
        .order_by("starts_on")
        .values_list("starts_on", flat=True)
    )


def _criterion(row: Criterion, steps: list[StepSpec]) -> CriterionSpec:
    return CriterionSpec(
        group=row.group.code,
        code=row.code,
        name=row.name,
        points=row.points,
        kind=CriterionKind(row.kind),
        measure=row.measure,
        rule=PointsRule(row.rule),
        no_cases=NoCases(row.no_cases),
        pools_small_numbers=row.pools_small_numbers,
        parameters=row.parameters,
        steps=tuple(steps),
        legal_basis=row.legal_basis,
        help=row.help,
    )
