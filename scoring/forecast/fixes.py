"""Which faults are worth most: what mending each would add to the total. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from scoring.rounds.cards import ScoredCard
from scoring.rounds.engine import ScoredLine, total_of

MOST_FIXES = 5


@dataclass(frozen=True, slots=True)
class Fix:
    """A criterion, and by how much the total rises when it has all its points and everything else stays."""

    code: str
    gain: Decimal


def fixes_of(card: ScoredCard, mendable: Collection[str]) -> list[Fix]:
    """Return what is worth most of the lines whose measure is `mendable`, the largest gain first.

    What adds nothing to the total is left out: under a cap, or where the total is full already.
    """
    found = [
        Fix(line.criterion.code, gain)
        for line in card.lines
        if line.criterion.measure in mendable
        and _is_of_facts(line)
        and (gain := _gain(card, line)) > 0
    ]
    return sorted(found, key=lambda fix: (-fix.gain, fix.code))[:MOST_FIXES]


def _is_of_facts(line: ScoredLine) -> bool:
    """What no facts of the running month stand behind is nothing that a board could mend now."""
    return line.points is not None and not line.entered_from


def _gain(card: ScoredCard, line: ScoredLine) -> Decimal:
    full: Sequence[ScoredLine] = [
        replace(one, points=one.criterion.points) if one is line else one for one in card.lines
    ]
    scored = card.scored
    then = total_of(
        scored.spec,
        full,
        card.adjustments,
        working_days_open=scored.standing.working_days_open,
    )
    return then.total - card.total.total
