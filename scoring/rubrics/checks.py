"""Whether a rubric holds together. Every fault is a sentence for the person who drew it up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from scoring.enums import PointsRule
from scoring.measures.registry import known_measure

from .once import check_once
from .spec import BandSpec, CriterionSpec, RubricSpec, StepSpec

FULL = Decimal(100)


def check_rubric(rubric: RubricSpec) -> list[str]:
    """Return what is wrong with `rubric`; nothing, where it may be adopted."""
    return [
        *_check_total(rubric),
        *_check_codes(rubric),
        *(fault for criterion in rubric.criteria for fault in _check_criterion(criterion)),
        *check_once(rubric),
        *_check_bands(rubric.bands),
        *_check_adjustments(rubric),
    ]


def overlaps_of(rubric: RubricSpec) -> list[str]:
    """Return which steps and bands claim the same values: the one fault that not even a draft may have."""
    found = [
        _("%(code)s: two steps overlap, or one ends before it begins.") % {"code": one.code}
        for one in rubric.criteria
        if _overlap([(step.above, step.up_to) for step in one.steps])
    ]
    if _overlap([(band.from_total, band.below) for band in rubric.bands]):
        found.append(_("Two bands overlap, or one ends before it begins."))
    return found


def _overlap(spans: Sequence[tuple[Decimal | None, Decimal | None]]) -> bool:
    """Whether two of the spans share a value; a span that holds none is no span."""
    low, high = Decimal("-Infinity"), Decimal("Infinity")
    ordered = sorted(
        (low if begin is None else begin, high if end is None else end) for begin, end in spans
    )
    return any(end <= begin for begin, end in ordered) or any(
        after[0] < before[1] for before, after in pairwise(ordered)
    )


def _check_total(rubric: RubricSpec) -> Iterator[str]:
    if rubric.points != FULL:
        yield _("The criteria sum to %(sum)s points instead of 100.") % {"sum": rubric.points}


def _check_codes(rubric: RubricSpec) -> Iterator[str]:
    codes: Iterable[str] = [
        *(one.code for one in rubric.criteria),
        *(one.code for one in rubric.adjustments),
    ]
    groups = [one.code for one in rubric.groups]
    for code, times in (Counter(codes) + Counter(groups)).items():
        if times > 1:
            yield _("The code %(code)s stands more than once.") % {"code": code}
    for criterion in rubric.criteria:
        if criterion.group not in groups:
            yield _("%(code)s: there is no group %(group)s.") % {
                "code": criterion.code,
                "group": criterion.group,
            }


def _check_criterion(criterion: CriterionSpec) -> Iterator[str]:
    known = known_measure(criterion.measure)
    if known is None:
        yield _("%(code)s: there is no measure %(measure)s.") % {
            "code": criterion.code,
            "measure": criterion.measure,
        }
    else:
        try:
            known.read_parameters(criterion.parameters)
        except ValueError as wrong:
            yield f"{criterion.code}: {wrong}"
    if criterion.points <= 0:
        yield _("%(code)s: a criterion has more than 0 points.") % {"code": criterion.code}
    if criterion.rule == PointsRule.STEPS:
        yield from _check_steps(criterion)
    elif criterion.steps:
        yield _("%(code)s: points in proportion have no steps.") % {"code": criterion.code}


def _check_steps(criterion: CriterionSpec) -> Iterator[str]:
    """The steps begin at the beginning, follow each other without gap or overlap, and end nowhere."""
    code, steps = criterion.code, criterion.steps
    if not steps:
        yield _("%(code)s: there are no steps.") % {"code": code}
        return
    if steps[0].above is not None:
        low = {"code": code, "value": steps[0].above}
        yield _("%(code)s: values up to %(value)s have no step.") % low
    if steps[-1].up_to is not None:
        high = {"code": code, "value": steps[-1].up_to}
        yield _("%(code)s: values above %(value)s have no step.") % high
    for before, after in pairwise(steps):
        yield from _check_neighbours(code, before, after)
    for step in steps:
        yield from _check_step(criterion, step)
    if max(step.points for step in steps) != criterion.points:
        yield _("%(code)s: no step gives the full points.") % {"code": code}


def _check_neighbours(code: str, before: StepSpec, after: StepSpec) -> Iterator[str]:
    if before.up_to is None or after.above is None or after.above < before.up_to:
        yield _("%(code)s: two steps overlap.") % {"code": code}
    elif after.above > before.up_to:
        yield _("%(code)s: no step between %(low)s and %(high)s.") % {
            "code": code,
            "low": before.up_to,
            "high": after.above,
        }


def _check_step(criterion: CriterionSpec, step: StepSpec) -> Iterator[str]:
    if step.above is not None and step.up_to is not None and step.up_to <= step.above:
        yield _("%(code)s: a step ends before it begins.") % {"code": criterion.code}
    if not 0 <= step.points <= criterion.points:
        yield _("%(code)s: a step gives %(points)s of %(most)s points.") % {
            "code": criterion.code,
            "points": step.points,
            "most": criterion.points,
        }


def _check_bands(bands: tuple[BandSpec, ...]) -> Iterator[str]:
    """From the lowest: the bands begin at 0, follow each other, and the highest has no end."""
    if not bands:
        yield _("There are no bands.")
        return
    ordered = sorted(bands, key=lambda band: band.from_total)
    if ordered[0].from_total != 0:
        yield _("Totals below %(total)s have no band.") % {"total": ordered[0].from_total}
    for lower, upper in pairwise(ordered):
        if lower.below is None or lower.below > upper.from_total:
            yield _("The bands %(low)s and %(high)s overlap.") % {
                "low": lower.name,
                "high": upper.name,
            }
        elif lower.below < upper.from_total:
            yield _("Totals between %(low)s and %(high)s have no band.") % {
                "low": lower.below,
                "high": upper.from_total,
            }
    if ordered[-1].below is not None:
        yield _("Totals from %(total)s have no band.") % {"total": ordered[-1].below}
    if len({band.code for band in bands}) != len(bands):
        yield _("Two bands have the same code.")


def _check_adjustments(rubric: RubricSpec) -> Iterator[str]:
    bands = {band.code for band in rubric.bands}
    for rule in rubric.adjustments:
        if rule.caps_band and rule.caps_band not in bands:
            yield _("%(code)s: there is no band %(band)s.") % {
                "code": rule.code,
                "band": rule.caps_band,
            }
        if known_measure(rule.measure) is None:
            yield _("%(code)s: there is no measure %(measure)s.") % {
                "code": rule.code,
                "measure": rule.measure,
            }
        if rule.points < 0 or rule.most_points < rule.points:
            yield _("%(code)s: the most points are fewer than those of one time.") % {
                "code": rule.code
            }
