"""Other points that persons gave lines of a month: brought onto what the engine made of the facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from scoring.enums import LineState
from scoring.models import LineOverride, Round

from .cards import ScoredCard
from .engine import LineBefore, ScoredLine, total_of


def with_overrides(round_: Round, cards: Sequence[ScoredCard]) -> list[ScoredCard]:
    """Return the cards with the latest other points of each line, and the totals that follow. One query."""
    given: dict[int, dict[str, LineOverride]] = defaultdict(dict)
    found = LineOverride.objects.filter(card__round=round_).select_related("card")
    for one in found.defer("card__lines").order_by("pk"):
        given[one.card.portal_id][one.criterion_code] = one
    return [
        _overridden(card, given[card.scored.portal_id]) if card.scored.portal_id in given else card
        for card in cards
    ]


def _overridden(card: ScoredCard, given: Mapping[str, LineOverride]) -> ScoredCard:
    lines = [
        _other(line, given[line.criterion.code]) if line.criterion.code in given else line
        for line in card.lines
    ]
    total = total_of(
        card.scored.spec,
        lines,
        card.adjustments,
        working_days_open=card.scored.standing.working_days_open,
    )
    return replace(card, lines=lines, total=total)


def _other(line: ScoredLine, one: LineOverride) -> ScoredLine:
    return replace(
        line,
        state=LineState.SCORED,
        points=one.points,
        before=LineBefore(line.state, line.points, one.reason),
    )
