"""Which initiatives of a board the province recognised, or adopted."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from portals.initiatives.enums import HONOURED
from portals.initiatives.models import Initiative
from portals.models import Portal
from scoring.periods import Period

from .registry import Evidence, Measured, Measurement, NoParameters

RECOGNISED = "recognised"


def initiatives_recognised(
    portals: Sequence[Portal], period: Period, _wanted: NoParameters
) -> Measured:
    """How many initiatives were recognised in the period, by the hour of the province's answer. One query.

    An answer is never rewritten, so a month that is over finds the same whenever it is asked.
    """
    found: dict[int, list[tuple[int, str]]] = {portal.pk: [] for portal in portals}
    rows = Initiative.objects.filter(
        portal__in=list(found),
        state__in=HONOURED,
        answered_at__gte=period.starts_at,
        answered_at__lt=period.ends_at,
    ).order_by("answered_at", "pk")
    for portal_id, pk, title in rows.values_list("portal", "pk", "title"):
        found[portal_id].append((pk, title))
    return {
        portal_id: Measurement(
            value=Decimal(len(those)),
            cases=len(those),
            numbers={"initiatives": ", ".join(f"“{title}”" for _pk, title in those) or "—"},
            evidence=tuple(Evidence("initiative", pk, title, RECOGNISED) for pk, title in those),
        )
        for portal_id, those in found.items()
    }
