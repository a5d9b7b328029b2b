"""Measuring a month: who was judged then, by whom, by which rubric, and what every measure found at each portal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import override

from portals.calendar.working_days import WorkingCalendar, load_calendar
from portals.models import ClusterMembership, Oversight, Portal
from scoring.measures.own_items import OwnItem, TakenBack, items_of_machine, taken_back
from scoring.measures.registry import KnownMeasure, Measurement, known_measure
from scoring.periods import Month, Period
from scoring.rubrics.spec import CriterionSpec, RubricSpec
from scoring.rubrics.storage import read_specs, rubrics_of

from .engine import FEW_CASES
from .texts_then import read_as_they_stood

POOLED_MONTHS = 3
MONTH, POOLED = "month", "pooled"


@dataclass(frozen=True, slots=True)
class StandingThen:
    """How a portal stood on its last day in the month: its rubric (None: a draft is tried out), scorer and cluster."""

    rubric_id: int | None
    scorer_id: int | None
    cluster_id: int | None
    working_days_open: int


@dataclass(frozen=True, slots=True)
class MeasuredLine:
    """What was found for one criterion: in the month, and in three months where the month holds few cases.

    `is_late`: what was read may be another than at the end of the month.
    """

    month: Measurement
    pooled: Measurement | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class OwnRows:
    """The portal's own stories in a span, and those of earlier months that it took back in it."""

    items: Sequence[OwnItem] = ()
    lost: Sequence[TakenBack] = ()


@dataclass(frozen=True, slots=True)
class MeasuredPortal:
    """One portal's facts of a month, without what persons add. Criteria that nothing measures have no line."""

    portal: Portal
    standing: StandingThen
    lines: Mapping[str, MeasuredLine]
    # By the rule's code, with the sentence that says why.
    adjustments: Mapping[str, tuple[Measurement, str]]
    own: Mapping[str, OwnRows] = field(default_factory=dict)
    # Of criteria that were measured again: the stories as they were found then.
    own_again: Mapping[str, Mapping[str, OwnRows]] = field(default_factory=dict)

    def own_of(self, code: str) -> Mapping[str, OwnRows]:
        """Return the stories that the line of a criterion was folded over, by span."""
        return self.own_again.get(code, self.own)


@dataclass(frozen=True)
class MeasuredMonth:
    """`without_rubric`: portals of tiers that no rubric judges, so that nobody is left out silently."""

    month: Month
    # By the key of a rubric; of a draft that is tried out, by None.
    specs: Mapping[int | None, RubricSpec]
    portals: Sequence[MeasuredPortal] = ()
    without_rubric: Sequence[Portal] = ()


def measure_month(
    *,
    month: Month,
    now: datetime,
    specs: Mapping[str, RubricSpec] | None = None,
    only: str = "",
    late: bool = False,
    until: date | None = None,
) -> MeasuredMonth:
    """Measure all portals that were open in `month`. The number of queries does not depend on the portals.

    With `specs`, to try out a draft: only the portals of their tiers, by these in place of the rubrics in force.
    `only` takes one measure. `late` marks what reads the present. `until`: as though the month had ended before that
    day.
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
        .select_related("tier", "site")
        .order_by("tier__level", "tier", "pk")
    )
    judged = [portal for portal in open_then if portal.tier_id in content]
    keys = {tier: rubrics[tier].pk if specs is None else None for tier in content}
    standings = _standings(judged, month, calendar, keys)
    measured: list[MeasuredPortal] = []
    for tier, spec in content.items():
        if portals := [portal for portal in judged if portal.tier_id == tier]:
            taker = _Taker(spec, portals, month, now, calendar, only=only, late=late, until=until)
            measured.extend(taker.measured(standings))
    return MeasuredMonth(
        month,
        {keys[tier]: spec for tier, spec in content.items()},
        measured,
        [portal for portal in open_then if portal.tier_id not in content],
    )


class _Taker:
    """Takes the measures of one tier: of the month for all, of three months for those with few cases."""

    def __init__(
        self,
        spec: RubricSpec,
        portals: Sequence[Portal],
        month: Month,
        now: datetime,
        calendar: WorkingCalendar,
        *,
        only: str,
        late: bool,
        until: date | None,
    ) -> None:
        self.spec, self.portals, self.late = spec, portals, late
        self.criteria = [
            one
            for one in spec.criteria
            if (known := known_measure(one.measure))
            and known.take is not None
            and only in ("", one.measure)
        ]
        self.rules = [one for one in spec.adjustments if only in ("", one.measure)]
        self.of_month = Period.of_months(month, now, calendar, hears_persons=False, until=until)
        self.of_three = Period.of_months(
            month, now, calendar, months=POOLED_MONTHS, hears_persons=False, until=until
        )

    @property
    def folds(self) -> bool:
        return any(_known(one).folds_own_items for one in self.criteria)

    def measured(self, standings: Mapping[int, StandingThen]) -> list[MeasuredPortal]:
        if self.folds:
            read_as_they_stood(self.portals, self.of_month)
        of_month = {one.code: _take(one, self.portals, self.of_month) for one in self.criteria}
        few = {
            one.code: [
                portal
                for portal in self.portals
                if (found := of_month[one.code].get(portal.pk)) and self._are_few(one, found)
            ]
            for one in self.criteria
            if one.pools_small_numbers
        }
        # All of them together, so that measures of the same items read them once.
        some = {portal.pk: portal for few_of_one in few.values() for portal in few_of_one}
        together = [some[pk] for pk in sorted(some)]
        if self.folds and together:
            read_as_they_stood(together, self.of_three)
        pooled = {
            one.code: _take(one, together, self.of_three)
            for one in self.criteria
            if few.get(one.code)
        }
        wanted = {code: {portal.pk for portal in portals} for code, portals in few.items()}
        adjustments = self._adjustments()
        own = self._own_rows(together if pooled else [])
        return [
            MeasuredPortal(
                portal=portal,
                standing=standings[portal.pk],
                lines={
                    one.code: MeasuredLine(
                        found,
                        pooled[one.code].get(portal.pk)
                        if portal.pk in wanted.get(one.code, ())
                        else None,
                        self._is_late(one, own.get(portal.pk, {})),
                    )
                    for one in self.criteria
                    if (found := of_month[one.code].get(portal.pk))
                },
                adjustments=adjustments[portal.pk],
                own=own.get(portal.pk, {}),
            )
            for portal in self.portals
        ]

    def _are_few(self, criterion: CriterionSpec, found: Measurement) -> bool:
        """Few cases, or none where a person's word on a copy may still make one of it."""
        return found.cases < FEW_CASES and bool(found.cases or _known(criterion).folds_own_items)

    def _adjustments(self) -> dict[int, dict[str, tuple[Measurement, str]]]:
        """What facts add or take by themselves, with the sentence that says why; a person enters the rest."""
        found: dict[int, dict[str, tuple[Measurement, str]]] = {
            portal.pk: {} for portal in self.portals
        }
        for rule in self.rules:
            known = known_measure(rule.measure)
            if known is None or known.take is None:
                continue
            taken = known.take(self.portals, self.of_month, known.read_parameters({}))
            # As it is kept for good, in the install's language and not in that of whoever asks.
            with override(settings.LANGUAGE_CODE):
                for portal_id, one in taken.items():
                    found[portal_id][rule.code] = one, str(known.sentence % one.numbers)
        return found

    def _own_rows(self, together: Sequence[Portal]) -> dict[int, dict[str, OwnRows]]:
        if not self.folds:
            return {}
        spans = [(MONTH, self.portals, self.of_month)]
        if together:
            spans.append((POOLED, together, self.of_three))
        rows: dict[int, dict[str, OwnRows]] = {}
        for span, portals, period in spans:
            items, lost = items_of_machine(portals, period), taken_back(portals, period)
            for portal in portals:
                rows.setdefault(portal.pk, {})[span] = OwnRows(items[portal.pk], lost[portal.pk])
        return rows

    def _is_late(self, criterion: CriterionSpec, own: Mapping[str, OwnRows]) -> bool:
        known = _known(criterion)
        if known.folds_own_items:
            return any(item.is_late for rows in own.values() for item in rows.items)
        return self.late and known.keeps_no_history


def _known(criterion: CriterionSpec) -> KnownMeasure:
    known = known_measure(criterion.measure)
    if known is None:
        raise LookupError(criterion.measure)
    return known


def _take(
    criterion: CriterionSpec, portals: Sequence[Portal], period: Period
) -> Mapping[int, Measurement]:
    known = _known(criterion)
    if known.take is None:
        return {}
    return known.take(portals, period, known.read_parameters(criterion.parameters))


def _standings(
    portals: Sequence[Portal],
    month: Month,
    calendar: WorkingCalendar,
    rubrics: Mapping[str, int | None],
) -> dict[int, StandingThen]:
    last_days = {portal.pk: _last_day(portal, month) for portal in portals}
    scorers = _on_last_days(
        Oversight.objects.filter(portal__in=portals).values_list("portal", "overseer", "period"),
        last_days,
    )
    clusters = _on_last_days(
        ClusterMembership.objects.filter(portal__in=portals).values_list(
            "portal", "cluster", "period"
        ),
        last_days,
    )
    return {
        portal.pk: StandingThen(
            rubric_id=rubrics[portal.tier_id],
            scorer_id=scorers.get(portal.pk),
            cluster_id=clusters.get(portal.pk),
            working_days_open=calendar.working_days_in(
                max(month.first, portal.opened_on), min(month.end, portal.closed_on or month.end)
            ),
        )
        for portal in portals
    }


def _last_day(portal: Portal, month: Month) -> date:
    """The last day of the month on which the portal was open."""
    if portal.closed_on is None or portal.closed_on >= month.end:
        return month.last
    return date.fromordinal(portal.closed_on.toordinal() - 1)


def _on_last_days(
    rows: Iterable[tuple[int, int, Any]], last_days: Mapping[int, date]
) -> dict[int, int]:
    return {
        portal_id: other_id
        for portal_id, other_id, period in rows
        if last_days[portal_id] in period
    }
