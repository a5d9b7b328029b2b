"""Targets from what was observed: what portals of a tier reached in the last months, and what to ask of them next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from statistics import mean, median

from django.db import connection

from scoring.measures.registry import known_measure

# A reform or a holiday weighs less in three months than in one.
MONTHS = 3

_OBSERVED = """
    SELECT round.month, (line->'numbers'->>%(name)s)::numeric
    FROM scoring_scorecard card
    JOIN scoring_round round ON round.id = card.round_id
    CROSS JOIN LATERAL jsonb_array_elements(card.lines->'criteria') line
    WHERE card.tier_id = %(tier)s AND round.month = ANY(%(months)s) AND card.provisional <> 'too_short'
        AND line->>'measure' = %(measure)s AND line->'numbers' ? %(name)s
"""


@dataclass(frozen=True, slots=True)
class Observed:
    """What the portals of a tier reached a month. `proposed`: the mean, to whole ones, at least 1."""

    months: Sequence[date]
    portals_months: int
    mean: Decimal
    median: Decimal
    reached_by: int
    proposed: int


def observe(*, tier: str, measure: str, target: int | None) -> Observed | None:
    """Return what was observed in the last scored months; None where nothing was. Two queries.

    `reached_by` counts the portals' months that reached `target`.
    """
    known = known_measure(measure)
    if known is None or not known.counted:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT month FROM scoring_round ORDER BY month DESC LIMIT %s", [MONTHS])
        months = [month for (month,) in cursor.fetchall()]
        cursor.execute(
            _OBSERVED, {"name": known.counted, "tier": tier, "months": months, "measure": measure}
        )
        rows = cursor.fetchall()
    return summed(
        [Decimal(value) for _month, value in rows], sorted({row[0] for row in rows}), target
    )


def summed(
    values: Sequence[Decimal], months: Sequence[date], target: int | None
) -> Observed | None:
    """Sum observed numbers up. Pure."""
    if not values:
        return None
    average = Decimal(mean(values))
    return Observed(
        months=months,
        portals_months=len(values),
        mean=average.quantize(Decimal("0.1"), ROUND_HALF_UP),
        median=Decimal(median(values)).quantize(Decimal("0.1"), ROUND_HALF_UP),
        reached_by=sum(value >= target for value in values) if target else 0,
        proposed=max(1, int(average.quantize(Decimal(1), ROUND_HALF_UP))),
    )
