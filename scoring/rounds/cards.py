"""Scorecards: made by the engine from what is known of each portal, and written with their ranks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Value

from portals.tiers import INSTALL_TIER
from scoring.models import Round, Scorecard

from .engine import AdjustmentLine, ScoredLine, ScoreTotal, adjust, ranks, score_line, total_of
from .snapshot import ScoredPortal

CARD_FIELDS = [
    "rubric", "scorer", "tier", "cluster", "earned", "applicable", "bonus", "penalty", "total",
    "provisional", "band", "rank_in_tier", "rank_in_cluster", "lines",
]  # fmt: skip
# As the engine ranks (`ranks`): ties share one, and what is provisional has none. Nor has the card of the portal that
# runs the install: it stands beside the others.
_RANK = """
    UPDATE scoring_scorecard card SET rank_in_tier = placed.in_tier, rank_in_cluster = placed.in_cluster
    FROM (
        SELECT id, rank() OVER (PARTITION BY tier_id ORDER BY total DESC) AS in_tier,
            CASE WHEN cluster_id IS NOT NULL THEN
                rank() OVER (PARTITION BY tier_id, cluster_id ORDER BY total DESC) END AS in_cluster
        FROM scoring_scorecard WHERE round_id = %(round)s AND provisional = '' AND tier_id <> %(beside)s
    ) placed
    WHERE card.id = placed.id AND (card.rank_in_tier, card.rank_in_cluster)
        IS DISTINCT FROM (placed.in_tier, placed.in_cluster)
"""


@dataclass(frozen=True)
class ScoredCard:
    """A portal with its lines and total, before it has a rank."""

    scored: ScoredPortal
    lines: Sequence[ScoredLine]
    adjustments: Sequence[AdjustmentLine]
    total: ScoreTotal
    # Heavy penalties without a second person: shown, never counted.
    waiting: Sequence[AdjustmentLine] = ()


def score_snapshot(snapshot: Sequence[ScoredPortal]) -> list[ScoredCard]:
    """Return every portal's lines and total. No query."""
    return [_score(scored) for scored in snapshot]


def _score(scored: ScoredPortal) -> ScoredCard:
    lines = [score_line(one, scored.readings[one.code]) for one in scored.spec.criteria]
    adjustments = [
        adjust(rule, *scored.adjustments.get(rule.code, (None, "")))
        for rule in scored.spec.adjustments
    ]
    total = total_of(
        scored.spec, lines, adjustments, working_days_open=scored.standing.working_days_open
    )
    waiting = [
        adjust(rule, *scored.waiting[rule.code])
        for rule in scored.spec.adjustments
        if rule.code in scored.waiting
    ]
    return ScoredCard(scored, lines, adjustments, total, waiting)


def rank_cards(cards: Sequence[ScoredCard]) -> tuple[dict[int, int], dict[int, int]]:
    """Return the ranks in the tier and in the cluster by portal; provisional cards and the install's own have none."""
    tiers: dict[str, dict[int, Decimal]] = defaultdict(dict)
    clusters: dict[tuple[str, int], dict[int, Decimal]] = defaultdict(dict)
    for card in cards:
        scored = card.scored
        if card.total.provisional or scored.spec.tier == INSTALL_TIER:
            continue
        tiers[scored.spec.tier][scored.portal_id] = card.total.total
        if scored.standing.cluster_id is not None:
            cluster = clusters[scored.spec.tier, scored.standing.cluster_id]
            cluster[scored.portal_id] = card.total.total
    return (
        {pk: rank for totals in tiers.values() for pk, rank in ranks(totals).items()},
        {pk: rank for totals in clusters.values() for pk, rank in ranks(totals).items()},
    )


def write_cards(round_: Round, cards: Sequence[ScoredCard], *, are_all: bool) -> None:
    """Write cards over those that the portals had; of some of a round (not `are_all`) rank the whole round anew."""
    in_tier, in_cluster = rank_cards(cards) if are_all else ({}, {})
    Scorecard.objects.bulk_create(
        [
            Scorecard(
                round=round_,
                portal_id=card.scored.portal_id,
                rank_in_tier=in_tier.get(card.scored.portal_id),
                rank_in_cluster=in_cluster.get(card.scored.portal_id),
                # As an expression it is written by itself; in an array with all others each text is quoted twice.
                lines=Value(lines_of(card), Scorecard._meta.get_field("lines")),
                **columns_of(card),
            )
            for card in cards
        ],
        batch_size=1_000,
        update_conflicts=True,
        unique_fields=["round", "portal"],
        update_fields=CARD_FIELDS,
    )
    if not are_all:
        rank_anew(round_)


def rank_anew(round_: Round) -> None:
    """Count the ranks of all cards of a month anew, from their totals."""
    with connection.cursor() as cursor:
        cursor.execute(_RANK, {"round": round_.pk, "beside": INSTALL_TIER})


def columns_of(card: ScoredCard) -> dict[str, Any]:
    """Return what a scorecard holds beside its lines and ranks."""
    standing, total = card.scored.standing, card.total
    return {
        "rubric_id": standing.rubric_id,
        "scorer_id": standing.scorer_id,
        "tier_id": card.scored.spec.tier,
        "cluster_id": standing.cluster_id,
        "earned": total.earned,
        "applicable": total.applicable,
        "bonus": total.bonus,
        "penalty": total.penalty,
        "total": total.total,
        "provisional": total.provisional,
        "band": total.band,
    }


def lines_of(card: ScoredCard) -> dict[str, Any]:
    """Return lines and adjustments as they are kept: decimals as text, everything a page needs to explain them."""
    kept: dict[str, Any] = {
        "working_days_open": card.scored.standing.working_days_open,
        "criteria": [_kept_line(line) for line in card.lines],
        "adjustments": [_kept_adjustment(one) for one in card.adjustments if one.times],
    }
    if card.waiting:
        kept["waiting"] = [_kept_adjustment(one) for one in card.waiting]
    return kept


def _kept_adjustment(one: AdjustmentLine) -> dict[str, Any]:
    return {
        "code": one.rule.code,
        "name": one.rule.name,
        "kind": str(one.rule.kind),
        "times": one.times,
        "points": str(one.points),
        "reason": one.reason,
    }


def _kept_line(line: ScoredLine) -> dict[str, Any]:
    found = line.measurement
    kept: dict[str, Any] = {
        "code": line.criterion.code,
        "group": line.criterion.group,
        "name": line.criterion.name,
        "most": str(line.criterion.points),
        "state": line.state.value,
        "points": None if line.points is None else str(line.points),
        "measure": line.criterion.measure,
    }
    if line.reason:
        kept["reason"] = line.reason
    if line.entered_from:
        kept["entered_from"] = line.entered_from
    if line.is_late:
        kept["late"] = True
    if line.before is not None:
        was = line.before
        kept["overridden"] = {
            "points": None if was.points is None else str(was.points),
            "state": was.state.value,
            "reason": was.reason,
        }
    if found is not None:
        kept |= {
            "value": str(found.value),
            "cases": found.cases,
            "numbers": dict(found.numbers),
            "pooled": line.is_pooled,
            "softened": line.is_softened,
            "evidence": [[one.kind, one.pk, one.name, one.why] for one in found.examples],
            "things": found.number_of_things,
        }
    return kept
