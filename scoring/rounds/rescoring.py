"""Scoring again from what was frozen: whatever a person changes counts at once, and nothing is measured for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from django.db.models import Q, QuerySet

from scoring.enums import RoundState
from scoring.models import FrozenFacts, MeasuringRun, Round, Rubric
from scoring.periods import Month
from scoring.rubrics.spec import RubricSpec
from scoring.rubrics.storage import read_specs

from . import frozen
from .acts import ActsOnMonth, acts_on
from .cards import ScoredCard, score_snapshot, write_cards
from .gc_pause import paused_gc
from .measuring import POOLED_MONTHS, MeasuredMonth, MeasuredPortal, OwnRows
from .overriding import with_overrides
from .snapshot import join


@paused_gc()
def rescore(*, round_: Round, portal_ids: Collection[int] | None = None, now: datetime) -> int:
    """Write the cards of these portals (None: all) anew from frozen facts and acts, and all ranks; return how many.

    In the transaction of the act that changed something; other acts on the month wait for it. A fixed number of
    queries, whatever the number of portals. A month that was not measured yet has no cards, and gets none. Cards on
    which their scorer has decided, and the install's own once it is public, stand as they are, but for ranks.
    """
    round_ = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    decided = set(
        round_.scorecards.filter(
            Q(proceeding__decided_at__isnull=False) | Q(own_way__published_at__isnull=False)
        ).values_list("portal", flat=True)
    )
    cards = [
        card
        for card in cards_from_frozen(round_, portal_ids)
        if card.scored.portal_id not in decided
    ]
    if cards:
        write_cards(round_, cards, are_all=portal_ids is None and not decided)
        round_.scored_at = now
        round_.save(update_fields=["scored_at"])
    return len(cards)


def rescore_from(*, month: Month, portal_ids: Collection[int], now: datetime) -> None:
    """Rescore `month` and those after it in which its facts count together with theirs, where they are open."""
    for round_ in rounds_touched_by(month).filter(state=RoundState.OPEN):
        rescore(round_=round_, portal_ids=portal_ids, now=now)


def rounds_touched_by(month: Month) -> QuerySet[Round]:
    """The rounds in which a fact of `month` counts: its own, and those that count it together with theirs."""
    last = month.later(POOLED_MONTHS - 1)
    return Round.objects.filter(month__gte=month.first, month__lte=last.first).order_by("month")


def cards_from_frozen(round_: Round, portal_ids: Collection[int] | None = None) -> list[ScoredCard]:
    """Return what the engine makes of the frozen facts of a round and of what persons said. Writes nothing."""
    runs = list(MeasuringRun.objects.filter(round=round_).order_by("number"))
    if not runs:
        return []
    measured = read_month(round_, runs, portal_ids)
    acts = acts_on(measured)
    cards = score_snapshot(
        join(with_own_stories(measured, runs, acts), acts, measured_at=runs[0].at)
    )
    return with_overrides(round_, cards)


def read_month(
    round_: Round, runs: list[MeasuringRun], portal_ids: Collection[int] | None = None
) -> MeasuredMonth:
    """Return the facts as they were measured, later runs over earlier ones, without own stories. Seven queries."""
    rows = (
        FrozenFacts.objects.filter(run__in=runs)
        .select_related("portal__tier")
        .defer("items", "own")
    )
    if portal_ids is not None:
        rows = rows.filter(portal__in=portal_ids)
    by_run: dict[int, dict[int, FrozenFacts]] = {run.pk: {} for run in runs}
    for row in rows.order_by("portal__tier__level", "portal__tier", "portal"):
        by_run[row.run_id][row.portal_id] = row
    first, *later = runs
    portals = [frozen.read(row.portal, row.facts) for row in by_run[first.pk].values()]
    specs = _specs(portals)
    for run in later:
        portals = [_with_run(one, by_run[run.pk].get(one.portal.pk), run, specs) for one in portals]
    return MeasuredMonth(Month.of(round_.month), specs, portals)


def _specs(portals: list[MeasuredPortal]) -> Mapping[int | None, RubricSpec]:
    rubrics = {pk for one in portals if (pk := one.standing.rubric_id)}
    return dict(read_specs(Rubric.objects.filter(pk__in=rubrics)).items())


def _with_run(
    one: MeasuredPortal,
    row: FrozenFacts | None,
    run: MeasuringRun,
    specs: Mapping[int | None, RubricSpec],
) -> MeasuredPortal:
    """Put what a later run found for its measure in the place of what was found before."""
    if row is None:
        return one
    again = frozen.read(one.portal, row.facts)
    codes = _codes_of(run.measure, specs[one.standing.rubric_id])
    return replace(
        one,
        lines={code: line for code, line in one.lines.items() if code not in codes}
        | dict(again.lines),
        adjustments={code: pair for code, pair in one.adjustments.items() if code not in codes}
        | dict(again.adjustments),
    )


def _codes_of(measure: str, spec: RubricSpec) -> set[str]:
    criteria = {one.code for one in spec.criteria if one.measure == measure}
    return criteria | {one.code for one in spec.adjustments if one.measure == measure}


def with_own_stories(
    measured: MeasuredMonth, runs: list[MeasuringRun], acts: ActsOnMonth
) -> MeasuredMonth:
    """Read the own stories of those portals of whose stories persons said something. A query where there are any."""
    if not acts.words:
        return measured
    kept: dict[int, dict[int, Mapping[str, OwnRows]]] = {run.pk: {} for run in runs}
    for run_id, portal_id, own in FrozenFacts.objects.filter(
        run__in=runs, portal__in=list(acts.words)
    ).values_list("run", "portal", "own"):
        kept[run_id][portal_id] = {span: frozen.read_own_items(rows) for span, rows in own.items()}
    return replace(
        measured,
        portals=[
            _with_own(one, kept, runs, measured.specs) if one.portal.pk in acts.words else one
            for one in measured.portals
        ],
    )


def _with_own(
    one: MeasuredPortal,
    kept: Mapping[int, Mapping[int, Mapping[str, OwnRows]]],
    runs: list[MeasuringRun],
    specs: Mapping[int | None, RubricSpec],
) -> MeasuredPortal:
    spec = specs[one.standing.rubric_id]
    again = {
        criterion.code: own
        for run in runs[1:]
        for criterion in spec.criteria
        if criterion.measure == run.measure and (own := kept[run.pk].get(one.portal.pk))
    }
    return replace(one, own=kept[runs[0].pk].get(one.portal.pk, {}), own_again=again)
