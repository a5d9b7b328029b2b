"""Scoring a month, closing it, publishing it: each in one transaction, with a hand and an hour."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from secrets import token_hex
from typing import Any

from django.db import connection, transaction
from django.db.models import BooleanField, F, Func, Value
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.enums import APPROVERS, DESK
from portals.boards.models import User
from portals.boards.queries import holds_post_in_tier, portal_of_post_in_tier
from portals.clock import local_date
from portals.ledger.entries import NotAnEntry
from portals.refusals import NotYourOffice, Refusal
from portals.tiers import INSTALL_TIER
from scoring.content.gathering import read_stories
from scoring.enums import RoundState
from scoring.models import Round, Scorecard
from scoring.periods import Month
from scoring.rubrics.storage import rubrics_of

from .engine import AdjustmentLine, ScoredLine, ScoreTotal, adjust, ranks, score_line, total_of
from .gc_pause import paused_gc
from .ledger_entries import record_month
from .snapshot import ScoredPortal, Snapshot, take_snapshot

# The first of two numbers of PostgreSQL's advisory locks; the second is the month.
LOCK = 8_010
CARD_FIELDS = [
    "rubric", "scorer", "tier", "cluster", "earned", "applicable", "bonus", "penalty", "total",
    "provisional", "band", "rank_in_tier", "rank_in_cluster", "lines",
]  # fmt: skip


class UnableToScore(Refusal):
    """The month cannot be scored, closed or published now."""


@dataclass(frozen=True)
class Scored:
    """What scoring a month came to."""

    round: Round
    cards: int
    provisional: int
    bands: Mapping[str, int]
    without_rubric: Sequence[str]


@dataclass(frozen=True)
class ScoredCard:
    """A portal with its lines and total, before it has a rank."""

    scored: ScoredPortal
    lines: Sequence[ScoredLine]
    adjustments: Sequence[AdjustmentLine]
    total: ScoreTotal


def score_month(*, month: Month, actor: User | None, now: datetime) -> Scored:
    """Score all portals that were open in `month`, over what was scored before. Refused once the month is closed.

    `actor` None: the clock, or the operator's command.
    """
    if actor is not None and not holds_post_in_tier(actor, INSTALL_TIER, now, DESK):
        raise NotYourOffice(_("A month is scored by the desk of the province."))
    if month.end > local_date(now):
        raise UnableToScore(_("The month %(month)s is not over yet.") % {"month": month})
    read_stories(now=now)
    return _score_all(month, actor, now)


# As a decorator: what was measured is gone by the end, and no search meets it.
@paused_gc()
def _score_all(month: Month, actor: User | None, now: datetime) -> Scored:
    with transaction.atomic():
        round_ = _begin(month, now)
        snapshot = take_snapshot(month=month, now=now)
        cards = score_snapshot(snapshot)
        _write(round_, cards)
        log(
            instance=round_,
            action="scoring.score_month",
            user=actor,
            data={"month": str(month), "cards": len(cards)},
        )
    return Scored(
        round=round_,
        cards=len(cards),
        provisional=sum(bool(card.total.provisional) for card in cards),
        bands=Counter(card.total.band for card in cards if card.total.band),
        without_rubric=[portal.name for portal in snapshot.without_rubric],
    )


def score_what_is_due(*, now: datetime) -> bool:
    """Score the last month where rubrics judge it and nobody scored it yet. Safe to repeat."""
    month = Month.of(local_date(now)).later(-1)
    if Round.objects.filter(month=month.first).exists() or not rubrics_of(month):
        return False
    score_month(month=month, actor=None, now=now)
    return True


def score_snapshot(snapshot: Snapshot) -> list[ScoredCard]:
    """Return every portal's lines and total. No query."""
    return [_score(scored) for scored in snapshot.portals]


def close_round(*, round_: Round, actor: User, now: datetime) -> Round:
    """Close the month: from now on it is not scored again."""
    return _end(round_, actor, now, publish=False)


def publish_round(*, round_: Round, actor: User, now: datetime) -> Round:
    """Close the month and let every board see the whole league."""
    return _end(round_, actor, now, publish=True)


def _end(round_: Round, actor: User, now: datetime, *, publish: bool) -> Round:
    if not holds_post_in_tier(actor, INSTALL_TIER, now, APPROVERS):
        raise NotYourOffice(_("A head or deputy of the province's board decides on a month."))
    with transaction.atomic():
        round_ = Round.objects.select_for_update().get(pk=round_.pk)
        if round_.published_at or (round_.state == RoundState.CLOSED and not publish):
            raise UnableToScore(_("The month was decided on already."))
        _must_be_confirmed(round_)
        round_.state = RoundState.CLOSED
        round_.closed_at = round_.closed_at or now
        round_.published_at = now if publish else None
        round_.save(update_fields=["state", "closed_at", "published_at"])
        if round_.closed_at == now:
            province = portal_of_post_in_tier(actor, INSTALL_TIER, now, APPROVERS)
            try:
                record_month(round_=round_, province=province, now=now)
            except NotAnEntry as unfit:
                # Something changed a card after it was scored, past the verbs.
                told = _("The month stays open: a scorecard does not add up. %(fault)s")
                raise UnableToScore(told % {"fault": unfit}) from unfit
        log(
            instance=round_,
            action="scoring.publish_round" if publish else "scoring.close_round",
            user=actor,
            data={"month": str(round_)},
        )
    return round_


def _must_be_confirmed(round_: Round) -> None:
    """Of what the machine proposed nothing may wait for a person's word."""
    waits = Func(
        F("lines"),
        Value("$.criteria[*].numbers.unconfirmed ? (@ > 0)"),
        template="jsonb_path_exists(%(expressions)s::jsonpath)",
        output_field=BooleanField(),
    )
    waiting = Scorecard.objects.filter(waits, round=round_)
    if names := [card.portal.name for card in waiting.select_related("portal").order_by("pk")[:5]]:
        raise UnableToScore(
            _(
                "Texts held for copies still wait for the scorer's word, or were decided on after the month was "
                "scored: %(names)s. Confirm them and score the month again."
            )
            % {"names": ", ".join(names)}
        )


def _begin(month: Month, now: datetime) -> Round:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, month.year * 100 + month.month]
        )
        if not cursor.fetchone()[0]:
            raise UnableToScore(_("The month is being scored at this moment."))
    round_, _created = Round.objects.select_for_update().get_or_create(
        month=month.first, defaults={"scored_at": now, "seed": token_hex(8)}
    )
    if round_.state == RoundState.CLOSED:
        raise UnableToScore(_("The month %(month)s is closed.") % {"month": month})
    round_.scored_at = now
    round_.save(update_fields=["scored_at"])
    return round_


def _score(scored: ScoredPortal) -> ScoredCard:
    lines = [score_line(one, scored.readings[one.code]) for one in scored.spec.criteria]
    adjustments = [
        adjust(rule, *scored.adjustments.get(rule.code, (None, "")))
        for rule in scored.spec.adjustments
    ]
    total = total_of(scored.spec, lines, adjustments, working_days_open=scored.working_days_open)
    return ScoredCard(scored, lines, adjustments, total)


def _write(round_: Round, cards: Sequence[ScoredCard]) -> None:
    in_tier, in_cluster = rank_cards(cards)
    kept = [card.scored.portal.pk for card in cards]
    Scorecard.objects.filter(round=round_).exclude(portal__in=kept).delete()
    Scorecard.objects.bulk_create(
        [
            Scorecard(
                round=round_,
                portal=card.scored.portal,
                rubric=card.scored.rubric,
                scorer_id=card.scored.scorer_id,
                tier_id=card.scored.portal.tier_id,
                cluster_id=card.scored.cluster_id,
                earned=card.total.earned,
                applicable=card.total.applicable,
                bonus=card.total.bonus,
                penalty=card.total.penalty,
                total=card.total.total,
                provisional=card.total.provisional,
                band=card.total.band,
                rank_in_tier=in_tier.get(card.scored.portal.pk),
                rank_in_cluster=in_cluster.get(card.scored.portal.pk),
                # As an expression it is written by itself; in an array with all others each text is quoted twice.
                lines=Value(frozen(card), Scorecard._meta.get_field("lines")),
            )
            for card in cards
        ],
        batch_size=1_000,
        update_conflicts=True,
        unique_fields=["round", "portal"],
        update_fields=CARD_FIELDS,
    )


def rank_cards(cards: Sequence[ScoredCard]) -> tuple[dict[int, int], dict[int, int]]:
    """Return the ranks in the tier and in the cluster by portal; provisional cards have none."""
    tiers: dict[str, dict[int, Decimal]] = defaultdict(dict)
    clusters: dict[tuple[str, int], dict[int, Decimal]] = defaultdict(dict)
    for card in cards:
        if card.total.provisional:
            continue
        portal = card.scored.portal
        tiers[portal.tier_id][portal.pk] = card.total.total
        if card.scored.cluster_id is not None:
            clusters[portal.tier_id, card.scored.cluster_id][portal.pk] = card.total.total
    return (
        {pk: rank for totals in tiers.values() for pk, rank in ranks(totals).items()},
        {pk: rank for totals in clusters.values() for pk, rank in ranks(totals).items()},
    )


def frozen(card: ScoredCard) -> dict[str, Any]:
    """Return lines and adjustments as they are kept: decimals as text, everything a page needs to explain them."""
    return {
        "working_days_open": card.scored.working_days_open,
        "criteria": [_frozen_line(line) for line in card.lines],
        "adjustments": [
            {
                "code": one.rule.code,
                "name": one.rule.name,
                "kind": str(one.rule.kind),
                "times": one.times,
                "points": str(one.points),
                "reason": one.reason,
            }
            for one in card.adjustments
            if one.times
        ],
    }


def _frozen_line(line: ScoredLine) -> dict[str, Any]:
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
    if found is not None:
        kept |= {
            "value": str(found.value),
            "cases": found.cases,
            "numbers": dict(found.numbers),
            "pooled": line.is_pooled,
            "softened": line.is_softened,
            "evidence": [[one.kind, one.pk, one.name, one.why] for one in found.evidence],
        }
    return kept
