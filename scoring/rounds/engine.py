"""From measurements and a rubric to points. Pure functions; all numbers are exact decimals.

Rounding: the points of a line are rounded to a hundredth, half up; the total is 100 times the sum of the lines over the
points that apply, rounded once more the same way. Nothing else is rounded, and bands are read from the rounded total.
A share that has no end in decimals counts as the fraction it stands for: 3 points for 5 of 24 are 0.625, so 0.63.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from scoring.enums import AdjustmentKind, LineState, NoCases, PointsRule, Provisional
from scoring.measures.registry import Measurement
from scoring.rubrics.spec import AdjustmentSpec, BandSpec, CriterionSpec, RubricSpec

HUNDREDTH = Decimal("0.01")
# A quotient is cut at 28 digits. Far above its last digit and far below any real difference, so the cut is not seen.
CUT_UNSEEN = Decimal("1E-20")
FULL = Decimal(100)
# Fewer cases in a month are counted together with the two months before.
FEW_CASES = 5
# Of points that rest on few cases even then, so much is safe.
SAFE_SHARE = Decimal("0.5")
LEAST_APPLICABLE = Decimal(70)
LEAST_WORKING_DAYS = 15
# A penalty of so many points counts once a second person has confirmed it.
HEAVY_PENALTY = Decimal(5)


@dataclass(frozen=True, slots=True)
class CriterionFacts:
    """What is known for one criterion at one portal: of the month, and of three months where the month holds little.

    `entered_from` names the register or person behind a value that no fact of the install gives. `is_late`: what was
    read may be another than at the end of the month.
    """

    month: Measurement | None = None
    pooled: Measurement | None = None
    by_nature: str = ""
    entered_from: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class LineBefore:
    """What a line was by the facts, before a person gave it other points, and the person's reason."""

    state: LineState
    points: Decimal | None
    reason: str


@dataclass(frozen=True, slots=True)
class ScoredLine:
    """One criterion on a scorecard. `points` is None where it does not count."""

    criterion: CriterionSpec
    state: LineState
    points: Decimal | None = None
    measurement: Measurement | None = None
    is_pooled: bool = False
    is_softened: bool = False
    reason: str = ""
    entered_from: str = ""
    is_late: bool = False
    before: LineBefore | None = None


@dataclass(frozen=True, slots=True)
class AdjustmentLine:
    rule: AdjustmentSpec
    times: int
    points: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ScoreTotal:
    """`earned` of `applicable` points, rescaled to 100, less `penalty`, plus `bonus`. No band while provisional."""

    earned: Decimal
    applicable: Decimal
    bonus: Decimal
    penalty: Decimal
    total: Decimal
    provisional: str
    band: str


def rounded(number: Decimal) -> Decimal:
    return number.quantize(HUNDREDTH, rounding=ROUND_HALF_UP)


def points_for(criterion: CriterionSpec, value: Decimal) -> Decimal:
    """Return the points that `value` gives, before small numbers are considered."""
    if criterion.rule == PointsRule.SHARE:
        share = min(Decimal(1), max(Decimal(0), value))
        return rounded((criterion.points * share).quantize(CUT_UNSEEN))
    for step in criterion.steps:
        if step.holds(value):
            return rounded(step.points)
    raise ValueError(f"{criterion.code} has no step for {value}")


def score_line(criterion: CriterionSpec, reading: CriterionFacts) -> ScoredLine:
    """Return the line of one criterion.

    In order: what never applies; what nobody measured; a month without a case; few cases, which are counted over three
    months, and if there are few even then lose half of the points at most; all else as it is.
    """
    if reading.by_nature:
        return ScoredLine(criterion, LineState.BY_NATURE, reason=reading.by_nature)
    month = reading.month
    if month is None:
        return ScoredLine(criterion, LineState.NOT_MEASURED)
    if month.cases == 0:
        if criterion.no_cases == NoCases.ZERO:
            return ScoredLine(
                criterion, LineState.SCORED, rounded(Decimal()), month,
                entered_from=reading.entered_from, is_late=reading.is_late,
            )  # fmt: skip
        return ScoredLine(criterion, LineState.NO_CASES, measurement=month, is_late=reading.is_late)
    is_pooled = bool(
        criterion.pools_small_numbers and month.cases < FEW_CASES and reading.pooled is not None
    )
    measured = reading.pooled if is_pooled and reading.pooled else month
    points = points_for(criterion, measured.value)
    is_softened = False
    if criterion.pools_small_numbers and measured.cases < FEW_CASES:
        safe = rounded(criterion.points * SAFE_SHARE)
        is_softened = points < safe
        points = max(points, safe)
    return ScoredLine(
        criterion, LineState.SCORED, points, measured, is_pooled, is_softened,
        entered_from=reading.entered_from, is_late=reading.is_late,
    )  # fmt: skip


def adjust(rule: AdjustmentSpec, measurement: Measurement | None, reason: str) -> AdjustmentLine:
    """Return what `rule` adds or takes: its points for each time, up to its most."""
    times = int(measurement.value) if measurement else 0
    return AdjustmentLine(rule, times, min(rule.most_points, rule.points * times), reason)


def is_heavy(rule: AdjustmentSpec, times: Decimal | int) -> bool:
    """Whether so many times of `rule` take `HEAVY_PENALTY` points or more, or bound the band."""
    if not int(times):
        return False
    points = min(rule.most_points, rule.points * int(times))
    return bool(rule.caps_band) or (rule.kind == AdjustmentKind.PENALTY and points >= HEAVY_PENALTY)


def total_of(
    rubric: RubricSpec,
    lines: Sequence[ScoredLine],
    adjustments: Sequence[AdjustmentLine],
    *,
    working_days_open: int,
) -> ScoreTotal:
    """Return the total of a scorecard.

    Penalties come first, bonuses after them: no bonus lifts a total over 100 or into a better band.
    """
    scored = [line for line in lines if line.points is not None]
    earned = sum((line.points or Decimal() for line in scored), Decimal())
    applicable = sum((line.criterion.points for line in scored), Decimal())
    base = rounded(earned * FULL / applicable) if applicable else Decimal()
    penalty = _sum(adjustments, AdjustmentKind.PENALTY, rubric.penalty_limit)
    bonus = _sum(adjustments, AdjustmentKind.BONUS, rubric.bonus_limit)
    after_penalty = max(Decimal(), base - penalty)
    ceiling = _ceiling(rubric.bands, after_penalty)
    total = rounded(max(after_penalty, min(after_penalty + bonus, ceiling)))
    provisional = _provisional(applicable, working_days_open)
    band = "" if provisional else _band(rubric, total, adjustments)
    return ScoreTotal(
        rounded(earned), rounded(applicable), rounded(bonus), rounded(penalty), total,
        provisional, band,
    )  # fmt: skip


def ranks(totals: Mapping[int, Decimal]) -> dict[int, int]:
    """Return the rank of each key: one more than the number of higher totals, so that ties share theirs."""
    first: dict[Decimal, int] = {}
    for place, total in enumerate(sorted(totals.values(), reverse=True), start=1):
        first.setdefault(total, place)
    return {key: first[total] for key, total in totals.items()}


def band_of(bands: Sequence[BandSpec], total: Decimal) -> BandSpec:
    return next(band for band in bands if band.holds(total))


def _sum(adjustments: Sequence[AdjustmentLine], kind: AdjustmentKind, limit: Decimal) -> Decimal:
    found = sum((one.points for one in adjustments if one.rule.kind == kind), Decimal())
    return min(found, limit)


def _ceiling(bands: Sequence[BandSpec], total: Decimal) -> Decimal:
    below = band_of(bands, total).below
    return FULL if below is None else below - HUNDREDTH


def _provisional(applicable: Decimal, working_days_open: int) -> str:
    if working_days_open < LEAST_WORKING_DAYS:
        return Provisional.TOO_SHORT.value
    if applicable < LEAST_APPLICABLE:
        return Provisional.TOO_LITTLE.value
    return ""


def _band(rubric: RubricSpec, total: Decimal, adjustments: Sequence[AdjustmentLine]) -> str:
    """The band of the total, or a worse one that an adjustment caps it at."""
    best = band_of(rubric.bands, total)
    by_code = {band.code: band for band in rubric.bands}
    for one in adjustments:
        cap = by_code.get(one.rule.caps_band)
        if one.times and cap is not None and cap.from_total < best.from_total:
            best = cap
    return best.name
