"""Errors that an agency accepted as such and did not set right in time."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from portals.models import Portal
from scoring.periods import Period
from syndication.adaptations.facts import UncorrectedError, uncorrected_errors

from .registry import Evidence, Measured, Measurement, NoParameters

UNCORRECTED = "not_set_right"


def uncorrected(portals: Sequence[Portal], period: Period, _wanted: NoParameters) -> Measured:
    """How many errors fell due for correction in the period and were not set right by then. One query.

    Evidence names each by the number of the request, as the note above the text does. Of a month that still runs only
    what fell due by now is known.
    """
    found: dict[int, list[UncorrectedError]] = {portal.pk: [] for portal in portals}
    ends = min(period.ends_at, period.now)
    for one in uncorrected_errors(list(found), period.starts_at, ends):
        found[one.portal_id].append(one)
    return {
        portal_id: Measurement(
            value=Decimal(len(errors)),
            cases=len(errors),
            numbers={"requests": ", ".join(str(one.case_id) for one in errors)},
            evidence=tuple(
                Evidence("case", one.case_id, str(one.case_id), UNCORRECTED, one.due_at)
                for one in errors
            ),
        )
        for portal_id, errors in found.items()
    }
