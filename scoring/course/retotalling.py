"""Other points for a line of a card, and what they do to its total, band and rank. Nothing is measured."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from scoring.enums import LineState
from scoring.models import Round, Scorecard
from scoring.rounds.cards import rank_anew
from scoring.rounds.engine import AdjustmentLine, ScoredLine, ScoreTotal, total_of
from scoring.rounds.rescoring import rescore
from scoring.rubrics.spec import RubricSpec
from scoring.rubrics.storage import read_specs

TOTALS = ("earned", "applicable", "bonus", "penalty", "total", "provisional", "band")
CARD = (*TOTALS, "rank_in_tier", "rank_in_cluster", "lines")


@dataclass(frozen=True, slots=True)
class OverrideEffect:
    """What other points for one line would do: seen before anybody confirms them."""

    points_before: Decimal | None
    points: Decimal
    total_before: Decimal
    total: Decimal
    band_before: str
    band: str
    rank_before: int | None
    rank: int | None


def bring_up_to_date(round_: Round, portal_ids: Collection[int], now: datetime) -> None:
    """Have the cards of these portals say what frozen facts, entries and other points give now, and rank all anew.

    The one way in which an act of the course changes a card that nobody has decided on.
    """
    rescore(round_=round_, portal_ids=portal_ids, now=now)


def rewrite(card: Scorecard, points: Mapping[str, tuple[Decimal, str]]) -> None:
    """Give lines of a published card other points, with reasons, from the card as it stands, and rank all anew."""
    round_ = Round.objects.select_for_update(no_key=True).get(pk=card.round_id)
    card.lines = overridden(card.lines, points)
    total = total_with(card.lines, read_specs([card.rubric])[card.rubric_id])
    for name in TOTALS:
        setattr(card, name, getattr(total, name))
    if card.provisional:
        card.rank_in_tier = card.rank_in_cluster = None
    card.save(update_fields=CARD)
    rank_anew(round_)


def overridden(
    lines: Mapping[str, Any], points: Mapping[str, tuple[Decimal, str]]
) -> dict[str, Any]:
    """Return the lines of a card with these points and reasons; a line keeps what it had before. Pure."""
    changed = deepcopy(dict(lines))
    for line in changed["criteria"]:
        if line["code"] not in points:
            continue
        value, reason = points[line["code"]]
        line.setdefault("overridden", {"points": line["points"], "state": line["state"]})
        line["overridden"]["reason"] = reason
        line["points"] = f"{value:.2f}"
        line["state"] = LineState.SCORED.value
    return changed


def total_with(lines: Mapping[str, Any], spec: RubricSpec) -> ScoreTotal:
    """Return what the lines of a card come to by its rubric. Pure."""
    criteria = {one.code: one for one in spec.criteria}
    rules = {one.code: one for one in spec.adjustments}
    return total_of(
        spec,
        [
            ScoredLine(criteria[line["code"]], LineState(line["state"]), _points(line))
            for line in lines["criteria"]
        ],
        [
            AdjustmentLine(rules[one["code"]], one["times"], Decimal(one["points"]))
            for one in lines["adjustments"]
        ],
        working_days_open=lines["working_days_open"],
    )


def effect_of(card: Scorecard, points: Mapping[str, Decimal]) -> OverrideEffect:
    """Return what these points would do to `card`. Two queries and those of its rubric."""
    spec = read_specs([card.rubric])[card.rubric_id]
    lines = overridden(card.lines, {code: (value, "") for code, value in points.items()})
    total = total_with(lines, spec)
    code = next(iter(points))
    rank = None
    if not total.provisional:
        better = Scorecard.objects.filter(
            round=card.round_id, tier=card.tier_id, provisional="", total__gt=total.total
        )
        rank = better.exclude(pk=card.pk).count() + 1
    before = next(line for line in card.lines["criteria"] if line["code"] == code)
    return OverrideEffect(
        points_before=_points(before),
        points=points[code],
        total_before=card.total,
        total=total.total,
        band_before=card.band,
        band=total.band,
        rank_before=card.rank_in_tier,
        rank=rank,
    )


def _points(line: Mapping[str, Any]) -> Decimal | None:
    return None if line["points"] is None else Decimal(line["points"])
