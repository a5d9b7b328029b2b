"""What citizens are owed: answers by their day, requests taken up in time, information on request, ratings.

Evidence names a case by its number alone: nobody reads in a dossier what a person asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from portals.accountability.facts import (
    ANSWERED_KINDS,
    INFORMATION_KINDS,
    FallenDue,
    answers_due,
    ratings_between,
    triage_due,
)
from portals.models import Portal
from scoring.periods import Period

from .own_work import IN_TIME, share_in_time
from .registry import Evidence, Measured, Measurement, NoParameters

MISSED, UNTAKEN = "answer_missed", "not_taken_up"
# Fewer ratings say more of who gave them than of the answers.
LEAST_RATINGS = 5
BEST = 5


def answered(portals: Sequence[Portal], period: Period, _wanted: NoParameters) -> Measured:
    """D1: the share of requests that were answered, or refused with a ground, by their day. One query."""
    ids, starts, ends = _asked(portals, period)
    return _shares(portals, answers_due(ids, starts, ends, ANSWERED_KINDS), MISSED)


def information_given(portals: Sequence[Portal], period: Period, _wanted: NoParameters) -> Measured:
    """D3: the same of requests for information. One query."""
    ids, starts, ends = _asked(portals, period)
    return _shares(portals, answers_due(ids, starts, ends, INFORMATION_KINDS), MISSED)


def triaged(portals: Sequence[Portal], period: Period, _wanted: NoParameters) -> Measured:
    """D2: the share of requests that were taken up, asked back, handed on or refused in time. One query."""
    ids, starts, ends = _asked(portals, period)
    return _shares(portals, triage_due(ids, starts, ends), UNTAKEN)


def rating(portals: Sequence[Portal], period: Period, _wanted: NoParameters) -> Measured:
    """D5: the mean of the month's ratings as a share of the best; no case below `LEAST_RATINGS`. One query."""
    ids, starts, ends = _asked(portals, period)
    found = ratings_between(ids, starts, ends)
    measured: Measured = {}
    for portal in portals:
        rated = found.get(portal.pk)
        number = rated.number if rated else 0
        if rated is None or number < LEAST_RATINGS:
            measured[portal.pk] = Measurement(Decimal(), 0, {"ratings": number, "mean": "–"})
        else:
            mean = f"{rated.mean:.1f}".replace(".", ",")
            measured[portal.pk] = Measurement(
                rated.mean / BEST, number, {"ratings": number, "mean": mean}
            )
    return measured


def _asked(portals: Sequence[Portal], period: Period) -> tuple[list[int], datetime, datetime]:
    """Of a month that still runs only what fell due by now is known."""
    ends = min(period.ends_at, period.now)
    return [portal.pk for portal in portals], period.starts_at, ends


def _shares(portals: Sequence[Portal], fallen: Iterable[FallenDue], why: str) -> Measured:
    found: dict[int, list[Evidence]] = defaultdict(list)
    for one in fallen:
        found[one.portal_id].append(
            Evidence("case", one.case_id, str(one.case_id), IN_TIME if one.in_time else why)
        )
    return {portal.pk: share_in_time(found[portal.pk]) for portal in portals}
