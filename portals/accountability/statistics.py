"""Numbers of requests, of one portal or of all: never a word of one, and nothing of what is sealed or was no request.

**Received** is what reached an agency itself, by the month of its arrival, whoever answers it in the end; one that is
joined into another is received as well. **Answered**, **in time** and **refused** are of whoever was in charge at the
end, by its month; a council's question whose answer was taken out of view is none of them until another stands.
**Handed over** is told of the agency that handed on, to another one or to the national system. Comments on drafts are
counted with the drafts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from .facts import GIVEN_ANEW_LATE, OWED_ANEW, WITHOUT_ANSWER

# Fewer say more of a person than of an agency.
LEAST_RATINGS, LEAST_FOR_MEDIAN = 5, 3
_ZONE = "Asia/Ho_Chi_Minh"
_COUNTED = f"""
    counted AS (
        SELECT citizen.*, citizen.outcome = 'answered' AND {WITHOUT_ANSWER} AS lost,
               {GIVEN_ANEW_LATE} AS anew_late
        FROM accountability_citizencase citizen
        WHERE outcome NOT IN ('sealed', 'not_a_request') AND kind <> 'comment'
    )
"""
_MONTHS = f"""
    WITH {_COUNTED}, told AS (
        SELECT received_by_id AS portal_id, arrived_at AS at, kind,
               1 AS received, 0 AS answered, 0 AS in_time, 0 AS refused, 0 AS handed
        FROM counted WHERE arrived_at >= %(since)s
        UNION ALL
        SELECT portal_id, ended_at, kind, 0, (outcome = 'answered')::int,
               (outcome = 'answered' AND NOT coalesce(ended_late, false) AND NOT anew_late)::int,
               (outcome = 'refused')::int, 0
        FROM counted WHERE outcome IN ('answered', 'refused') AND NOT lost AND ended_at >= %(since)s
        UNION ALL
        SELECT event.portal_id, event.at, counted.kind, 0, 0, 0, 0, 1
        FROM accountability_caseevent event JOIN counted ON counted.id = event.case_id
        WHERE event.step IN ('handed_over', 'to_national') AND event.at >= %(since)s
    )
    SELECT portal_id, date_trunc('month', at AT TIME ZONE '{_ZONE}')::date AS month, kind,
           sum(received), sum(answered), sum(in_time), sum(refused), sum(handed)
    FROM told WHERE %(portal)s::bigint IS NULL OR portal_id = %(portal)s
    GROUP BY portal_id, month, kind ORDER BY portal_id, month, kind
"""
_MEDIANS = f"""
    WITH {_COUNTED}
    SELECT date_trunc('month', ended_at AT TIME ZONE '{_ZONE}')::date AS month, count(*),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at - arrived_at) / 86400)
    FROM counted
    WHERE outcome = 'answered' AND NOT lost AND ended_at >= %(since)s
      AND (%(portal)s::bigint IS NULL OR portal_id = %(portal)s)
    GROUP BY GROUPING SETS ((month), ())
"""
_NOW = f"""
    WITH {_COUNTED}, open AS (
        SELECT count(*) FILTER (WHERE NOT lost) AS running,
               count(*) FILTER (
                   WHERE CASE WHEN lost THEN ({OWED_ANEW.format(case="counted.id")}) ELSE due_at END < %(now)s
               ) AS overdue,
               count(*) FILTER (WHERE lost) AS without_answer
        FROM counted WHERE (state <> 'ended' OR lost) AND (%(portal)s::bigint IS NULL OR portal_id = %(portal)s)
    ), rated AS (
        SELECT count(*) AS number, avg(rating.stars) AS mean FROM accountability_caserating rating
        JOIN counted ON counted.id = rating.case_id
        WHERE rating.rated_at >= %(since)s AND (%(portal)s::bigint IS NULL OR counted.portal_id = %(portal)s)
    ), promised AS (
        SELECT count(*) FILTER (WHERE state = 'kept') AS kept, count(*) FILTER (WHERE state = 'late') AS late,
               count(*) FILTER (WHERE state = 'dropped') AS dropped,
               count(*) FILTER (WHERE state = 'open' AND due_on >= %(today)s) AS open,
               count(*) FILTER (WHERE state = 'open' AND due_on < %(today)s) AS missed
        FROM accountability_answerpromise
        WHERE coalesce((decided_at AT TIME ZONE '{_ZONE}')::date, due_on) >= %(first)s
          AND (%(portal)s::bigint IS NULL OR portal_id = %(portal)s)
    )
    SELECT running, overdue, without_answer, number, mean, kept, late, dropped, promised.open, missed
    FROM open, rated, promised
"""
_LATE = """
    (
        SELECT portal_id, code, kind, due_at, id FROM accountability_citizencase
        WHERE state <> 'ended' AND kind <> 'comment' AND due_at < %(now)s
          AND (%(portal)s::bigint IS NULL OR portal_id = %(portal)s)
        ORDER BY due_at DESC, id DESC LIMIT %(most)s
    )
    UNION ALL
    SELECT citizen.portal_id, citizen.code, citizen.kind, review.due_at, citizen.id
    FROM accountability_casereview review
    JOIN accountability_caseevent lost ON lost.id = review.request_id AND lost.step = 'unreleased'
    JOIN accountability_citizencase citizen ON citizen.id = review.case_id
    WHERE review.decided_at IS NULL AND review.due_at < %(now)s
      AND (%(portal)s::bigint IS NULL OR citizen.portal_id = %(portal)s)
    ORDER BY due_at DESC, id DESC LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class CaseCount:
    """What happened at one portal in one month with requests of one kind; `month` is its first day."""

    portal_id: int
    month: date
    kind: str
    received: int
    answered: int
    in_time: int
    refused: int
    handed: int


@dataclass(frozen=True, slots=True)
class CasesNow:
    """How it stands: what runs and is overdue now, ratings and promises since the first month. `mean` may be untold.

    `without_answer` are those of councils whose answer was taken out of view, and that have no other yet; `overdue`
    are those of them whose day has passed as well.
    """

    running: int
    overdue: int
    without_answer: int
    ratings: int
    mean: Decimal | None
    kept: int
    kept_late: int
    dropped: int
    promised: int
    missed: int


@dataclass(frozen=True, slots=True)
class LateCase:
    """One that is overdue, the first answer or another: code, kind and since when. `code` is not public as it is."""

    portal_id: int
    code: str
    kind: str
    due_at: datetime
    case_id: int


def case_counts(portal_id: int | None, since: datetime) -> list[CaseCount]:
    """Return what happened since then by portal, month and kind, of one portal or of all (None). One query."""
    return [CaseCount(*row) for row in _rows(_MONTHS, portal=portal_id, since=since)]


def median_days(portal_id: int | None, since: datetime) -> dict[date | None, Decimal]:
    """Return the median days from arrival to answer by month, for None those of the whole time. One query.

    Days in which the person was waited for are among them. Of fewer than `LEAST_FOR_MEDIAN` answers nothing is told.
    """
    rows = _rows(_MEDIANS, portal=portal_id, since=since)
    return {
        month: Decimal(str(round(days, 1)))
        for month, number, days in rows
        if number >= LEAST_FOR_MEDIAN
    }


def cases_now(
    portal_id: int | None, since: datetime, *, now: datetime, today: date, first: date
) -> CasesNow:
    """Return how it stands at `now`. A mean of fewer than `LEAST_RATINGS` ratings is not told. One query."""
    asked = {"portal": portal_id, "since": since, "now": now, "today": today, "first": first}
    (row,) = _rows(_NOW, **asked)
    running, overdue, without_answer, ratings, mean, *promises = row
    told = Decimal(mean) if mean is not None and ratings >= LEAST_RATINGS else None
    return CasesNow(running, overdue, without_answer, ratings, told, *promises)


def newest_late(portal_id: int | None, now: datetime, most: int) -> list[LateCase]:
    """Return those which became overdue last. One query."""
    return [LateCase(*row) for row in _rows(_LATE, portal=portal_id, now=now, most=most)]


def _rows(sql: str, **asked: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        found: list[Any] = cursor.fetchall()
        return found
