"""Other points that persons gave lines of a month, and penalties that fell: brought onto what the engine made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from scoring.enums import AdjustmentKind, LineState, Ruling
from scoring.models import Appeal, LineOverride, Round

from .cards import ScoredCard
from .engine import LineBefore, ScoredLine, total_of


def with_overrides(round_: Round, cards: Sequence[ScoredCard]) -> list[ScoredCard]:
    """Return the cards with the latest other points of each line, without penalties that fell on review.

    With the totals that follow. Two queries.
    """
    given: dict[int, dict[str, LineOverride]] = defaultdict(dict)
    found = LineOverride.objects.filter(card__round=round_).select_related("card")
    for one in found.defer("card__lines").order_by("pk"):
        given[one.card.portal_id][one.criterion_code] = one
    fallen: dict[int, set[str]] = defaultdict(set)
    granted = Appeal.objects.filter(card__round=round_, ruling=Ruling.UPHELD)
    for portal_id, code in granted.values_list("card__portal", "criterion_code"):
        fallen[portal_id].add(code)
    touched = given.keys() | fallen.keys()
    return [
        _overridden(card, given[card.scored.portal_id], fallen[card.scored.portal_id])
        if card.scored.portal_id in touched
        else card
        for card in cards
    ]


def _overridden(
    card: ScoredCard, given: Mapping[str, LineOverride], fallen: Collection[str]
) -> ScoredCard:
    lines = [
        _other(line, given[line.criterion.code]) if line.criterion.code in given else line
        for line in card.lines
    ]
    adjustments = [
        replace(one, times=0, points=Decimal())
        if one.rule.code in fallen and one.rule.kind == AdjustmentKind.PENALTY
        else one
        for one in card.adjustments
    ]
    total = total_of(
        card.scored.spec,
        lines,
        adjustments,
        working_days_open=card.scored.standing.working_days_open,
    )
    return replace(card, lines=lines, adjustments=adjustments, total=total)


def _other(line: ScoredLine, one: LineOverride) -> ScoredLine:
    return replace(
        line,
        state=LineState.SCORED,
        points=one.points,
        before=LineBefore(line.state, line.points, one.reason),
    )
