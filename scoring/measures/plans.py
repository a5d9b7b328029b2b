"""Whether portals reached what their plans wanted by its day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from editorial.plans.enums import TargetState
from editorial.plans.targets.queries import given_up_between, targets_of
from portals.clock import local_date
from portals.models import Portal
from scoring.periods import Period

from .registry import Evidence, Measured, Measurement, NoParameters

NOT_REACHED, GIVEN_UP = "not_reached", "given_up"


def targets_reached(portals: Sequence[Portal], period: Period, _none: NoParameters) -> Measured:
    """Of the targets whose day lies in the period, the share that was reached by its end. Three queries.

    One that was given up counts as not reached on its day: nobody escapes a promise by dropping it.
    By values as of days up to the period's end, also those that were entered since: reports come later.
    """
    first, last = local_date(period.starts_at), local_date(period.ends_at) - timedelta(days=1)
    standings = targets_of(portals, last)
    given_up = given_up_between(portals, first, last)
    found = {}
    for portal in portals:
        due = [one for one in standings.get(portal.pk, ()) if first <= one.target.due_on <= last]
        reached = sum(one.state == TargetState.REACHED for one in due)
        dropped = given_up.get(portal.pk, [])
        cases = len(due) + len(dropped)
        found[portal.pk] = Measurement(
            value=Decimal(reached) / max(1, cases),
            cases=cases,
            numbers={"due": cases, "reached": reached},
            evidence=tuple(
                Evidence(
                    "plan_target",
                    one.target.pk,
                    one.target.name,
                    "" if one.state == TargetState.REACHED else NOT_REACHED,
                )
                for one in due
            )
            + tuple(Evidence("plan_target", one.pk, one.name, GIVEN_UP) for one in dropped),
        )
    return found
