"""What a month is scored from: what was measured at each portal, joined with what persons said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from scoring.measures.registry import Measurement, known_measure
from scoring.models import FactEntry
from scoring.periods import Month
from scoring.rubrics.spec import CriterionSpec, RubricSpec

from .acts import ActsOnMonth, acts_on, entered, is_confirmed
from .engine import CriterionFacts, is_heavy
from .measuring import MeasuredMonth, MeasuredPortal, StandingThen, measure_month
from .refolding import with_words_of_persons


@dataclass(frozen=True)
class ScoredPortal:
    """A portal of the month as it stood on its last day there, with all that its card is made of.

    `waiting`: heavy penalties that no second person has confirmed. They stand on the card and count for nothing.
    """

    portal_id: int
    name: str
    standing: StandingThen
    spec: RubricSpec
    readings: Mapping[str, CriterionFacts]
    adjustments: Mapping[str, tuple[Measurement, str]]
    waiting: Mapping[str, tuple[Measurement, str]] = field(default_factory=dict)


def take_snapshot(
    *, month: Month, now: datetime, specs: Mapping[str, RubricSpec] | None = None
) -> list[ScoredPortal]:
    """Measure `month` as of now and join what persons said, to try out a draft (`specs`). Nothing is kept.

    What a month is scored by in earnest is measured once (`freezing`) and read again from there.
    """
    measured = measure_month(month=month, now=now, specs=specs)
    return join(measured, acts_on(measured), measured_at=now)


def join(
    measured: MeasuredMonth, acts: ActsOnMonth, *, measured_at: datetime
) -> list[ScoredPortal]:
    """Put together what machines found and what persons said, portal by portal. Nothing is measured.

    Two queries, for the calendar, where words of persons touch an item; else none.
    """
    return [
        _join(one, measured.specs[one.standing.rubric_id], acts)
        for one in with_words_of_persons(measured, acts.words, measured_at)
    ]


def _join(one: MeasuredPortal, spec: RubricSpec, acts: ActsOnMonth) -> ScoredPortal:
    pk = one.portal.pk
    counted, waiting = _adjustments(one, spec, acts)
    return ScoredPortal(
        portal_id=pk,
        name=one.portal.name,
        standing=one.standing,
        spec=spec,
        readings={criterion.code: _reading(one, criterion, acts) for criterion in spec.criteria},
        adjustments=counted,
        waiting=waiting,
    )


def _reading(one: MeasuredPortal, criterion: CriterionSpec, acts: ActsOnMonth) -> CriterionFacts:
    by_nature = acts.by_nature.get((one.portal.pk, criterion.code), "")
    if line := one.lines.get(criterion.code):
        read = None if line.month.cases else _read_instead(one, criterion, acts)
        if read is not None:
            found, pooled = read, acts.pooled(one.portal.pk, read.measure)
            return CriterionFacts(entered(found), pooled, by_nature, found.source)
        return CriterionFacts(line.month, line.pooled, by_nature, is_late=line.is_late)
    entry = acts.entered(one.portal.pk, criterion.measure)
    if entry is None:
        return CriterionFacts(by_nature=by_nature)
    return CriterionFacts(
        entered(entry),
        acts.pooled(one.portal.pk, criterion.measure),
        by_nature,
        entry.source,
    )


def _read_instead(
    one: MeasuredPortal, criterion: CriterionSpec, acts: ActsOnMonth
) -> FactEntry | None:
    """What a person judged where the measure found no case, if anybody did."""
    known = known_measure(criterion.measure)
    return acts.entered(one.portal.pk, known.stand_in) if known and known.stand_in else None


type EnteredAdjustments = dict[str, tuple[Measurement, str]]


def _adjustments(
    one: MeasuredPortal, spec: RubricSpec, acts: ActsOnMonth
) -> tuple[EnteredAdjustments, EnteredAdjustments]:
    """What persons entered and machines found by rule: what counts, and what waits for a person.

    Of what was measured only a heavy penalty has an entry (`heavy`); one of before these has none, and counts.
    """
    counted: EnteredAdjustments = dict(one.adjustments)
    waiting: EnteredAdjustments = {}
    for rule in spec.adjustments:
        entry = acts.entered(one.portal.pk, rule.measure)
        if rule.code in one.adjustments:
            if entry is not None and not is_confirmed(entry):
                waiting[rule.code] = counted.pop(rule.code)
            continue
        if entry is None:
            continue
        waits = is_heavy(rule, entry.value) and not is_confirmed(entry)
        (waiting if waits else counted)[rule.code] = entered(entry), entry.source
    return counted, waiting
