"""What a month is scored from: who is scored, by whom, by which rubric, and every measurement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q

from portals.calendar.working_days import WorkingCalendar, load_calendar
from portals.models import ClusterMembership, Oversight, Portal
from scoring.measures.registry import Measurement, known_measure
from scoring.models import FactEntry, NotApplicable, Rubric
from scoring.periods import Month, Period
from scoring.rubrics.spec import CriterionSpec, RubricSpec
from scoring.rubrics.storage import read_specs, rubrics_of

from .engine import FEW_CASES, CriterionFacts

POOLED_MONTHS = 3


@dataclass(frozen=True)
class ScoredPortal:
    """A portal of the month as it stood on its last day there."""

    portal: Portal
    scorer_id: int | None
    cluster_id: int | None
    working_days_open: int
    # None only where a draft is tried out on a tier that no rubric judges yet.
    rubric: Rubric | None
    spec: RubricSpec
    readings: Mapping[str, CriterionFacts]
    adjustments: Mapping[str, tuple[Measurement, str]]


@dataclass(frozen=True)
class Snapshot:
    """`without_rubric`: portals of tiers that no rubric judges, so that nobody is left out silently."""

    month: Month
    portals: Sequence[ScoredPortal] = ()
    without_rubric: Sequence[Portal] = ()
    entries: Mapping[tuple[int, str], FactEntry] = field(default_factory=dict)


def take_snapshot(
    *, month: Month, now: datetime, specs: Mapping[str, RubricSpec] | None = None
) -> Snapshot:
    """Measure all portals that were open in `month`. The number of queries does not depend on the portals.

    With `specs`, to try out a draft: only the portals of their tiers, by these in place of the rubrics in force.
    """
    calendar = load_calendar()
    rubrics = rubrics_of(month)
    found = read_specs(rubrics.values())
    content = (
        {tier: found[rubric.pk] for tier, rubric in rubrics.items()} if specs is None else specs
    )
    open_then = list(
        Portal.objects.filter(opened_on__lt=month.end)
        .filter(Q(closed_on__isnull=True) | Q(closed_on__gt=month.first))
        .select_related("tier")
        .order_by("tier__level", "tier", "pk")
    )
    judged = [portal for portal in open_then if portal.tier_id in content]
    last_days = {portal.pk: _last_day(portal, month) for portal in judged}
    scorers = _on_last_days(
        Oversight.objects.filter(portal__in=judged).values_list("portal", "overseer", "period"),
        last_days,
    )
    clusters = _on_last_days(
        ClusterMembership.objects.filter(portal__in=judged).values_list(
            "portal", "cluster", "period"
        ),
        last_days,
    )
    entries = {
        (entry.portal_id, entry.measure): entry
        for entry in FactEntry.objects.filter(month=month.first)
    }
    by_nature = _by_nature(month)
    scored: list[ScoredPortal] = []
    for tier, spec in content.items():
        portals = [portal for portal in judged if portal.tier_id == tier]
        if not portals:
            continue
        readings = _readings(spec, portals, month, now, calendar, entries, by_nature)
        found_out = _measured_adjustments(spec, portals, Period.of_months(month, now, calendar))
        scored.extend(
            ScoredPortal(
                portal=portal,
                scorer_id=scorers.get(portal.pk),
                cluster_id=clusters.get(portal.pk),
                working_days_open=calendar.working_days_in(
                    max(month.first, portal.opened_on),
                    min(month.end, portal.closed_on or month.end),
                ),
                rubric=rubrics.get(tier),
                spec=spec,
                readings=readings[portal.pk],
                adjustments=_entered_adjustments(spec, portal, entries) | found_out[portal.pk],
            )
            for portal in portals
        )
    without = [portal for portal in open_then if portal.tier_id not in content]
    return Snapshot(month, scored, without, entries)


def _last_day(portal: Portal, month: Month) -> date:
    """The last day of the month on which the portal was open."""
    if portal.closed_on is None or portal.closed_on >= month.end:
        return month.last
    return date.fromordinal(portal.closed_on.toordinal() - 1)


def _on_last_days(
    rows: Iterable[tuple[int, int, object]], last_days: Mapping[int, date]
) -> dict[int, int]:
    return {
        portal_id: other_id
        for portal_id, other_id, period in rows
        if last_days[portal_id] in period  # type: ignore[operator]  # a date range
    }


def _by_nature(month: Month) -> dict[tuple[int, str], str]:
    return {
        (portal_id, code): reason
        for portal_id, code, reason in NotApplicable.objects.in_force(month.last).values_list(
            "portal", "criterion_code", "reason"
        )
    }


def _readings(
    spec: RubricSpec,
    portals: Sequence[Portal],
    month: Month,
    now: datetime,
    calendar: WorkingCalendar,
    entries: Mapping[tuple[int, str], FactEntry],
    by_nature: Mapping[tuple[int, str], str],
) -> dict[int, dict[str, CriterionFacts]]:
    """Take every measure of the rubric: of the month for all, of three months for those with few cases."""
    of_month = Period.of_months(month, now, calendar)
    of_three = Period.of_months(month, now, calendar, months=POOLED_MONTHS)
    measured = {one.code: _take(one, portals, of_month) for one in spec.criteria}
    few = {
        one.code: [
            portal
            for portal in portals
            if (found := measured[one.code].get(portal.pk)) and 0 < found.cases < FEW_CASES
        ]
        for one in spec.criteria
        if one.pools_small_numbers
    }
    # All of them together, so that measures of the same items read them once.
    together = sorted({portal for some in few.values() for portal in some}, key=lambda one: one.pk)
    pooled = {
        one.code: _take(one, together, of_three) for one in spec.criteria if few.get(one.code)
    }
    return {
        portal.pk: {
            one.code: _reading(
                portal,
                one,
                measured[one.code].get(portal.pk),
                pooled.get(one.code, {}).get(portal.pk),
                entries.get((portal.pk, one.measure)),
                by_nature.get((portal.pk, one.code), ""),
            )
            for one in spec.criteria
        }
        for portal in portals
    }


def _take(
    criterion: CriterionSpec, portals: Sequence[Portal], period: Period
) -> Mapping[int, Measurement]:
    known = known_measure(criterion.measure)
    if known is None or known.take is None:
        return {}
    return known.take(portals, period, known.read_parameters(criterion.parameters))


def _reading(
    portal: Portal,
    criterion: CriterionSpec,
    month: Measurement | None,
    pooled: Measurement | None,
    entry: FactEntry | None,
    by_nature: str,
) -> CriterionFacts:
    if month is None and entry is not None:
        return CriterionFacts(_entered(entry), None, by_nature, entry.source)
    return CriterionFacts(month, pooled, by_nature)


def _measured_adjustments(
    spec: RubricSpec, portals: Sequence[Portal], period: Period
) -> dict[int, dict[str, tuple[Measurement, str]]]:
    """What facts add or take by themselves, with the sentence that says why; a person enters the rest."""
    found: dict[int, dict[str, tuple[Measurement, str]]] = {portal.pk: {} for portal in portals}
    for rule in spec.adjustments:
        known = known_measure(rule.measure)
        if known is None or known.take is None:
            continue
        for portal_id, measured in known.take(portals, period, known.read_parameters({})).items():
            found[portal_id][rule.code] = measured, str(known.sentence % measured.numbers)
    return found


def _entered_adjustments(
    spec: RubricSpec, portal: Portal, entries: Mapping[tuple[int, str], FactEntry]
) -> dict[str, tuple[Measurement, str]]:
    return {
        rule.code: (_entered(entry), entry.source)
        for rule in spec.adjustments
        if (entry := entries.get((portal.pk, rule.measure)))
    }


def _entered(entry: FactEntry) -> Measurement:
    return Measurement(
        value=entry.value,
        cases=entry.cases,
        numbers={
            "value": f"{entry.value.normalize():f}",
            "cases": entry.cases,
            "source": entry.source,
        },
    )
