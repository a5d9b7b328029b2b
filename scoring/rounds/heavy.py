"""Heavy penalties that facts gave: entered by nobody, so that they wait for a person as those that persons enter do."""

from __future__ import annotations

from datetime import datetime

from scoring.models import FactEntry

from .engine import is_heavy
from .measuring import MeasuredMonth

LONGEST_SOURCE = 300


def enter_heavy_penalties(measured: MeasuredMonth, now: datetime) -> None:
    """Write what was measured of penalties that weigh much as entries of nobody. Measured again, they wait again.

    Three queries at most. What is heavy no more has no entry any more.
    """
    light: dict[str, list[int]] = {}
    heavy: list[FactEntry] = []
    for one in measured.portals:
        for rule in measured.specs[one.standing.rubric_id].adjustments:
            found, reason = one.adjustments.get(rule.code, (None, ""))
            if found is None:
                continue
            if not is_heavy(rule, found.value):
                light.setdefault(rule.measure, []).append(one.portal.pk)
                continue
            heavy.append(
                FactEntry(
                    portal=one.portal,
                    month=measured.month.first,
                    measure=rule.measure,
                    value=found.value,
                    cases=found.cases,
                    source=reason[:LONGEST_SOURCE],
                    entered_by=None,
                    entered_at=now,
                )
            )
    for measure, portals in light.items():
        of_nobody = FactEntry.objects.filter(entered_by=None, month=measured.month.first)
        of_nobody.filter(measure=measure, portal__in=portals).delete()
    FactEntry.objects.bulk_create(
        heavy,
        update_conflicts=True,
        unique_fields=["month", "measure", "portal"],
        update_fields=["value", "cases", "source", "entered_by", "entered_at"],
    )
