"""Plans and targets as they are read: by citizens, by dashboards, by rubrics."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import number_format

from editorial.models import Placement
from editorial.models.placement import story_path
from editorial.plans.enums import PlanKind, TargetState
from editorial.plans.models import Plan, PlanTarget, TargetValue

from .standing import latest_value, progress, state_on

if TYPE_CHECKING:
    from portals.models import Portal


@dataclass(frozen=True, slots=True)
class TargetStanding:
    """A target with its latest value up to a day, and what stands with it then.

    `progress` is whole percent of the way, None where that cannot be said. `history` is everything that was entered,
    newest day first, of one day what was entered last first.
    """

    target: PlanTarget
    latest: TargetValue | None
    state: TargetState
    progress: int | None
    history: Sequence[TargetValue]

    @property
    def label(self) -> str:
        return str(self.state.label)

    @property
    def base_words(self) -> str:
        return amount_words(self.target.base)

    @property
    def wanted_words(self) -> str:
        return amount_words(self.target.wanted)

    @property
    def latest_words(self) -> str:
        return amount_words(self.latest.value if self.latest else None)


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """A plan with its document's page and its targets; those that ended stand last."""

    plan: Plan
    title: str
    abstract: str
    path: str
    targets: Sequence[TargetStanding]

    @property
    def years(self) -> str:
        first, last = self.plan.first_year, self.plan.last_year
        return str(first) if first == last else f"{first}–{last}"


def amount_words(value: Decimal | None) -> str:
    """A number as people read it, without the zeros behind it; empty where there is none."""
    if value is None:
        return ""
    text = format(value.normalize(), "f")
    return number_format(Decimal(text), force_grouping=True)


def targets_of(portals: Iterable[Portal], day: date) -> dict[int, list[TargetStanding]]:
    """Return the targets that run on `day`, by portal, those due first before others. Two queries, however many.

    Of plans whose document stands on its portal. What ended is left out; values of later days are not known yet.
    """
    targets = PlanTarget.objects.filter(
        stands(), plan__portal__in=[portal.pk for portal in portals], ended_at=None
    )
    found: dict[int, list[TargetStanding]] = defaultdict(list)
    for standing in _standings(targets.select_related("plan"), day):
        found[standing.target.plan.portal_id].append(standing)
    return found


@dataclass(frozen=True, slots=True)
class TargetCounts:
    """How many targets of a portal run on a day, and what stands with them; `behind` are those past their day."""

    portal: Portal
    reached: int
    on_the_way: int
    behind: Sequence[TargetStanding]

    @property
    def running(self) -> int:
        return self.reached + self.on_the_way + len(self.behind)


def target_counts(portals: Sequence[Portal], day: date) -> list[TargetCounts]:
    """Return the counts of each portal, those with most behind first. Two queries, however many portals."""
    standings = targets_of(portals, day)
    found = [_counted(portal, standings.get(portal.pk, [])) for portal in portals]
    return sorted(found, key=lambda one: (-len(one.behind), -one.running, one.portal.name))


def _counted(portal: Portal, standings: Sequence[TargetStanding]) -> TargetCounts:
    by_state = Counter(one.state for one in standings)
    behind = [one for one in standings if one.state == TargetState.LATE]
    return TargetCounts(
        portal, by_state[TargetState.REACHED], by_state[TargetState.ON_THE_WAY], behind
    )


def given_up_between(
    portals: Iterable[Portal], first: date, last: date
) -> dict[int, list[PlanTarget]]:
    """Return the targets due on these days that were ended with nothing in their place, by portal. One query.

    What was entered wrongly is ended and entered anew: of the same name in the same plan, and due no later.
    """
    anew = PlanTarget.objects.filter(
        plan=OuterRef("plan"), name=OuterRef("name"), due_on__lte=OuterRef("due_on"), ended_at=None
    )
    found: dict[int, list[PlanTarget]] = defaultdict(list)
    ended = PlanTarget.objects.filter(
        stands(),
        ~Exists(anew),
        plan__portal__in=[portal.pk for portal in portals],
        ended_at__isnull=False,
        due_on__range=(first, last),
    )
    for target in ended.select_related("plan").order_by("due_on", "pk"):
        found[target.plan.portal_id].append(target)
    return found


def plans_of(portal: Portal, day: date) -> list[tuple[str, list[ShownPlan]]]:
    """Return what citizens read of a portal's plans, by kind; the newest first. Four queries."""
    plans = list(
        Plan.objects.filter(portal=portal)
        .select_related("document")
        .order_by("-last_year", "-first_year", "-pk")
    )
    paths = {
        story_id: story_path(section, slug, story_id)
        for story_id, section, slug in Placement.objects.standing()
        .filter(portal=portal, story__in=[plan.document_id for plan in plans])
        .values_list("story", "section__slug", "story__slug")
    }
    targets: dict[int, list[TargetStanding]] = defaultdict(list)
    for one in _standings(PlanTarget.objects.filter(plan__in=plans), day):
        targets[one.target.plan_id].append(one)
    shown = [
        ShownPlan(
            plan,
            plan.document.title,
            plan.document.lead,
            paths[plan.document_id],
            sorted(targets[plan.pk], key=lambda one: one.target.ended_at is not None),
        )
        for plan in plans
        if plan.document_id in paths
    ]
    by_kind = [
        (str(kind.label), [one for one in shown if one.plan.kind == kind]) for kind in PlanKind
    ]
    return [(label, some) for label, some in by_kind if some]


def plan_standings(plan: Plan, day: date) -> list[TargetStanding]:
    """Return the targets of one plan, those that ended last. Two queries."""
    found = _standings(PlanTarget.objects.filter(plan=plan), day)
    return sorted(found, key=lambda one: one.target.ended_at is not None)


def holds_plans(portal: Portal) -> Exists:
    standing = Placement.objects.standing().filter(
        portal=OuterRef("portal"), story=OuterRef("document")
    )
    return Exists(Plan.objects.filter(Exists(standing), portal=portal))


def stands() -> Exists:
    """Whether the document of a target's plan stands on its portal: a part of a query of targets."""
    return Exists(
        Placement.objects.standing().filter(
            portal=OuterRef("plan__portal"), story=OuterRef("plan__document")
        )
    )


def _standings(targets: QuerySet[PlanTarget], day: date) -> list[TargetStanding]:
    rows = list(targets.order_by("due_on", "pk"))
    values = _values_of(rows)
    return [_standing(row, values.get(row.pk, []), day) for row in rows]


def _values_of(rows: Sequence[PlanTarget]) -> Mapping[int, list[TargetValue]]:
    found: dict[int, list[TargetValue]] = defaultdict(list)
    entered = TargetValue.objects.filter(target__in=[row.pk for row in rows])
    for value in entered.order_by("-as_of", "-entered_at", "-pk"):
        found[value.target_id].append(value)
    return found


def _standing(row: PlanTarget, values: Sequence[TargetValue], day: date) -> TargetStanding:
    latest = latest_value(values, day)
    value = latest.value if latest else None
    return TargetStanding(row, latest, state_on(row, value, day), progress(row, value), values)
