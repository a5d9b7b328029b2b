"""Which penalties weigh so much that two persons answer for them, and which of them wait for the second."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import (
    BooleanField,
    Case,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Floor

from scoring.enums import AdjustmentKind, ProceedingState
from scoring.models import (
    AdjustmentRule,
    FactEntry,
    PenaltyConfirmation,
    Proceeding,
    Rubric,
    RubricBand,
    Scorecard,
)
from scoring.rounds.acts import is_confirmed
from scoring.rounds.engine import HEAVY_PENALTY, is_heavy
from scoring.rubrics.spec import AdjustmentSpec


def rule_of(entry: FactEntry, rubric: Rubric) -> AdjustmentSpec | None:
    """The rule by which an entry is a heavy penalty; None where it needs no second person. One query."""
    rules = AdjustmentRule.objects.filter(rubric=rubric, measure=entry.measure).order_by("position")
    return next((one for one in map(_spec, rules) if is_heavy(one, entry.value)), None)


def _spec(rule: AdjustmentRule) -> AdjustmentSpec:
    return AdjustmentSpec(
        rule.code, rule.name, AdjustmentKind(rule.kind), rule.points, rule.most_points,
        rule.measure, rule.caps_band,
    )  # fmt: skip


def waiting_penalties(cards: QuerySet[Scorecard]) -> QuerySet[Scorecard]:
    """Those of `cards` on which a penalty waits for its second person."""
    waits = Func(
        F("lines"),
        Value("$.waiting[*]"),
        template="jsonb_path_exists(%(expressions)s::jsonpath)",
        output_field=BooleanField(),
    )
    return cards.filter(waits)


def was_found_since_shown(entry: FactEntry, proceeding: Proceeding) -> bool:
    """Whether a month was measured again after its cards were shown, and gave this entry then. No query."""
    return (
        proceeding.state == ProceedingState.APPEALABLE
        and proceeding.verified_at is not None
        and entry.entered_by_id is None
        and entry.entered_at > proceeding.verified_at
    )


def unconfirmed_penalties() -> QuerySet[FactEntry]:
    """The entries that wait for a second person, each with `acting` (who verifies its card) and `due_at`.

    Among them those which measuring found after the cards were shown (`was_found_since_shown`).
    """
    since_shown = Q(
        proceeding__state=ProceedingState.APPEALABLE,
        proceeding__verified_at__lt=OuterRef("entered_at"),
    )
    card = Scorecard.objects.filter(
        Q(proceeding__verified_at__isnull=True) | since_shown,
        portal=OuterRef("portal"),
        round__month=OuterRef("month"),
    )
    rule = AdjustmentRule.objects.filter(
        rubric__scorecards__portal=OuterRef("portal"),
        rubric__scorecards__round__month=OuterRef("month"),
        measure=OuterRef("measure"),
    )
    confirmed = PenaltyConfirmation.objects.filter(
        **{
            name: OuterRef("pk" if name == "entry" else name)
            for name in ("entry", "value", "source", "entered_at")
        }
    )
    undecided = Proceeding.objects.filter(decided_at__isnull=True)
    return (
        FactEntry.objects.filter(
            Exists(_heavy(rule)),
            ~Exists(confirmed),
            month__in=undecided.values("round__month"),
            value__gte=1,
        )
        .annotate(
            acting=Subquery(
                card.values(at=Coalesce("proceeding__passed_to", "proceeding__scorer"))
            ),
            due_at=Subquery(
                card.values(
                    by=Case(
                        When(
                            proceeding__verified_at__isnull=True,
                            then=F("proceeding__verification_due_at"),
                        ),
                        default=F("proceeding__publication_due_at"),
                    )
                )
            ),
        )
        .filter(acting__isnull=False)
    )


def _heavy(rules: QuerySet[AdjustmentRule]) -> QuerySet[AdjustmentRule]:
    """Those of `rules` of which `is_heavy` holds for the entry around them."""
    times = Floor(OuterRef("value"))
    weight = ExpressionWrapper(
        F("points") * times, output_field=DecimalField(max_digits=20, decimal_places=2)
    )
    return rules.annotate(weight=weight).filter(
        ~Q(caps_band="")
        | Q(
            kind=AdjustmentKind.PENALTY,
            most_points__gte=HEAVY_PENALTY,
            weight__gte=HEAVY_PENALTY,
        )
    )


@dataclass(frozen=True)
class HeavyPenalty:
    """A penalty that takes two persons, as a card's page shows it."""

    rule: AdjustmentSpec
    entry: FactEntry
    confirmation: PenaltyConfirmation | None
    # The name of the best band with it; empty where it bounds none.
    caps_band: str
    # The cards were shown, and nobody may confirm it any more.
    is_past: bool

    @property
    def times(self) -> int:
        return int(self.entry.value)

    @property
    def points(self) -> Decimal:
        return min(self.rule.most_points, self.rule.points * self.times)


def heavy_penalties_of(card: Scorecard) -> Mapping[str, HeavyPenalty]:
    """Return by code the heavy penalties that were entered for a card. Two queries; a third for the band's name."""
    rules = list(AdjustmentRule.objects.filter(rubric=card.rubric_id).order_by("position"))
    entries = {
        entry.measure: entry
        for entry in FactEntry.objects.filter(
            portal=card.portal_id,
            month=card.round.month,
            measure__in=[one.measure for one in rules],
        ).select_related(
            "entered_by", "confirmation__confirmed_by", "confirmation__file",
        )
    }  # fmt: skip
    found = [
        (rule, entry)
        for rule in map(_spec, rules)
        if (entry := entries.get(rule.measure)) and is_heavy(rule, entry.value)
    ]
    bands: dict[str, str] = {}
    if any(rule.caps_band for rule, _entry in found):
        named = RubricBand.objects.filter(rubric=card.rubric_id)
        bands = dict(named.values_list("code", "name"))
    return {
        rule.code: HeavyPenalty(
            rule,
            entry,
            entry.confirmation if is_confirmed(entry) else None,
            bands.get(rule.caps_band, ""),
            is_past=card.proceeding is not None
            and card.proceeding.verified_at is not None
            and not was_found_since_shown(entry, card.proceeding),
        )
        for rule, entry in found
    }
