"""Whether portals reached what their plans wanted by its day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from editorial.plans.enums import TargetState
from editorial.plans.targets.queries import targets_of
from portals.clock import local_date
from portals.models import Portal
from scoring.periods import Period

from .registry import Evidence, Measured, Measurement, NoParameters

NOT_REACHED = "not_reached"


def targets_reached(portals: Sequence[Portal], period: Period, _none: NoParameters) -> Measured:
    """Of the targets whose day lies in the period, the share that was reached by its end. Two queries.

    By values as of days up to the period's end, also those that were entered since: reports come later.
    """
    first, last = local_date(period.starts_at), local_date(period.ends_at) - timedelta(days=1)
    standings = targets_of(portals, last)
    found = {}
    for portal in portals:
        due = [one for one in standings.get(portal.pk, ()) if first <= one.target.due_on <= last]
        reached = sum(one.state == TargetState.REACHED for one in due)
        found[portal.pk] = Measurement(
            value=Decimal(reached) / max(1, len(due)),
            cases=len(due),
            numbers={"due": len(due), "reached": reached},
            evidence=tuple(
                Evidence(
                    "plan_target",
                    one.target.pk,
                    one.target.name,
                    "" if one.state == TargetState.REACHED else NOT_REACHED,
                )
                for one in due
            ),
        )
    return found
