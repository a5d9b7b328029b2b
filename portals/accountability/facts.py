"""What became of the requests that fell due, for all portals at once: what scores are reckoned from.

Counted is a case at the moment at which it fell due, and for the agency that was in charge then: whoever hands it on
afterwards has missed the day all the same. Left out is what no agency owed an answer to by then: what was joined into
another (that one's clock goes on), taken back, sealed, or no request at all; and what was handed to the national
system before it was due; and what came in numbers, of one origin or wording, whatever became of it: nobody is judged
by what is sent to a rival, or to a friend. An extension moved the day before it came, so it needs no word here. A
council's question whose answer was taken out of view is not answered until another stands; a citizen keeps theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from .enums import COUNCIL_KINDS, LOOK_BY, LOOKED_AT, ONE_OF_MANY, TOLD_AT, CaseKind

# Of a draft's comments nobody owes an answer to each.
ANSWERED_KINDS = frozenset(CaseKind) - {CaseKind.COMMENT, CaseKind.INFORMATION}
INFORMATION_KINDS = frozenset({CaseKind.INFORMATION})
# A council says who answers: there is nothing to take up.
TRIAGED_KINDS = frozenset(CaseKind) - {CaseKind.COMMENT} - COUNCIL_KINDS


@dataclass(frozen=True, slots=True)
class FallenDue:
    """A case whose day came: by its id and kind, never by its words or its code."""

    portal_id: int
    case_id: int
    kind: str
    in_time: bool
    # Refused, and its overseer has not read it and found that lawful.
    is_unread_refusal: bool = False


@dataclass(frozen=True, slots=True)
class Rated:
    """The ratings of a portal's answers: how many, on how many days, and the mean of the days' means, from 1 to 5."""

    number: int
    days: int
    mean: Decimal


# A council's question whose answer was taken out of view, with none in its place: nothing stands that answers it.
WITHOUT_ANSWER = """
    citizen.released_at IS NULL AND EXISTS (
        SELECT FROM accountability_councilpetition petition
        WHERE petition.case_id = citizen.id AND petition.result = ''
    )
"""
# By when another is owed in its place.
OWED_ANEW = """
    SELECT review.due_at FROM accountability_casereview review
    JOIN accountability_caseevent event ON event.id = review.request_id AND event.step = 'unreleased'
    WHERE review.case_id = {case} AND review.decided_at IS NULL
"""
# One that was given in its place, after the day by which another was owed.
GIVEN_ANEW_LATE = """
    EXISTS (
        SELECT FROM accountability_casereview review
        JOIN accountability_caseevent lost ON lost.id = review.request_id AND lost.step = 'unreleased'
        WHERE review.case_id = citizen.id AND date_trunc('minute', review.decided_at) > review.due_at
    )
"""
_NOT_OF_MANY = f"""
    NOT EXISTS (
        SELECT FROM accountability_caseevent event
        WHERE event.case_id = citizen.id AND event.step = 'received' AND event.data ? '{ONE_OF_MANY}'
    )
"""
# Which agency was in charge at a moment of a case: the last one that it was handed to until then.
_IN_CHARGE = """
    coalesce((
        SELECT event.office_id FROM accountability_caseevent event
        WHERE event.case_id = citizen.id AND event.step IN ('handed_over', 'body_closed')
          AND event.at <= {moment}
        ORDER BY event.sequence DESC LIMIT 1
    ), citizen.received_by_id)
"""
# Of petitions before a council none counts that was brought in after its day. What an agency tells by a sheet of one
# that it brought in is its word alone: told by the day, the petition is left out; told later, the day stays missed.
_DUE = f"""
    SELECT portal_id, fallen.id, kind, in_time AND own.told_at IS NULL, is_unread FROM (
        SELECT {_IN_CHARGE.format(moment="citizen.due_at")} AS portal_id, citizen.id, citizen.kind, citizen.due_at,
               citizen.outcome IN ('answered', 'refused') AND NOT coalesce(citizen.ended_late, false)
               AND NOT ({WITHOUT_ANSWER}) AND NOT {GIVEN_ANEW_LATE} AS in_time,
               citizen.outcome = 'refused' AND NOT EXISTS (
                   SELECT FROM accountability_refusalcheck seen
                   WHERE seen.case_id = citizen.id AND seen.verdict = 'lawful'
               ) AS is_unread
        FROM accountability_citizencase citizen
        WHERE citizen.kind = ANY(%(kinds)s)
          AND citizen.due_at >= %(starts)s AND citizen.due_at < %(ends)s
          AND citizen.outcome NOT IN ('joined', 'taken_back', 'sealed', 'not_a_request')
          AND NOT (citizen.outcome = 'elsewhere' AND citizen.ended_at <= citizen.due_at)
          AND NOT EXISTS (
              SELECT FROM accountability_councilpetition petition
              WHERE petition.case_id = citizen.id AND petition.brought_at > citizen.due_at
          )
          AND {_NOT_OF_MANY}
    ) fallen LEFT JOIN LATERAL (
        SELECT coalesce((event.data ->> '{TOLD_AT}')::timestamptz, event.at) AS told_at
        FROM accountability_councilpetition petition
        JOIN accountability_caseevent event ON event.case_id = petition.case_id AND event.step = 'answered'
        WHERE petition.case_id = fallen.id AND petition.brought_by_id = fallen.portal_id AND petition.result <> ''
    ) own ON true
    WHERE portal_id = ANY(%(portals)s) AND (own.told_at IS NULL OR own.told_at > fallen.due_at)
    ORDER BY portal_id, fallen.id
"""
# A look that ended with a handing over stands on its event: the row tells of the last look alone. Whoever got a case
# after that was due has none to answer for. Seconds count for nobody, as with the answer.
_TRIAGE = f"""
    WITH asked AS (
        SELECT * FROM accountability_citizencase citizen
        WHERE kind = ANY(%(kinds)s) AND outcome NOT IN ('joined', 'taken_back', 'sealed', 'not_a_request')
          AND {_NOT_OF_MANY}
    ), looks AS (
        SELECT {_IN_CHARGE.format(moment="citizen.triage_due_at")} AS portal_id, citizen.id, citizen.kind,
               citizen.triage_due_at AS due_at, coalesce(citizen.triaged_at, citizen.ended_at) AS looked_at
        FROM asked citizen
        WHERE NOT EXISTS (
            SELECT FROM accountability_caseevent event
            WHERE event.case_id = citizen.id AND event.step = 'handed_over' AND event.at >= citizen.triage_due_at
              AND event.data ->> '{LOOK_BY}' IS NOT NULL
        )
        UNION ALL
        SELECT event.portal_id, citizen.id, citizen.kind, (event.data ->> '{LOOK_BY}')::timestamptz,
               coalesce((event.data ->> '{LOOKED_AT}')::timestamptz, event.at)
        FROM accountability_caseevent event JOIN asked citizen ON citizen.id = event.case_id
        WHERE event.step = 'handed_over' AND event.data ->> '{LOOK_BY}' IS NOT NULL
    )
    SELECT portal_id, id, kind, bool_and(coalesce(date_trunc('minute', looked_at) <= due_at, false))
    FROM looks
    WHERE due_at >= %(starts)s AND due_at < %(ends)s AND portal_id = ANY(%(portals)s)
    GROUP BY portal_id, id, kind ORDER BY portal_id, id
"""
# What is said on one day counts as one: whoever has friends rate of an evening has one rating.
_RATED = f"""
    SELECT portal_id, sum(number), count(*), avg(mean) FROM (
        SELECT citizen.portal_id, count(*) AS number, avg(rating.stars) AS mean
        FROM accountability_caserating rating
        JOIN accountability_citizencase citizen ON citizen.id = rating.case_id
        WHERE citizen.portal_id = ANY(%(portals)s)
          AND rating.rated_at >= %(starts)s AND rating.rated_at < %(ends)s
          AND {_NOT_OF_MANY}
        GROUP BY citizen.portal_id, (rating.rated_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
    ) by_day GROUP BY portal_id
"""


def answers_due(
    portal_ids: Collection[int], starts: datetime, ends: datetime, kinds: Collection[str]
) -> Iterator[FallenDue]:
    """Yield the cases of `kinds` whose answer fell due from `starts` up to and without `ends`. One query.

    One that is still open was missed; `ends` must not lie in the future.
    """
    return _fallen(_DUE, portal_ids, starts, ends, kinds)


def triage_due(
    portal_ids: Collection[int], starts: datetime, ends: datetime
) -> Iterator[FallenDue]:
    """Yield the cases that were to be taken up from `starts` up to and without `ends`. One query.

    Each agency that a case was handed to has a day of its own; one that had two in this time is told of once, and was
    in time if it was with both.
    """
    return _fallen(_TRIAGE, portal_ids, starts, ends, TRIAGED_KINDS)


def ratings_between(
    portal_ids: Collection[int], starts: datetime, ends: datetime
) -> dict[int, Rated]:
    """Return by portal what persons said of its answers from `starts` up to and without `ends`. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_RATED, {"portals": list(portal_ids), "starts": starts, "ends": ends})
        return {
            pk: Rated(int(number), days, Decimal(mean))
            for pk, number, days, mean in cursor.fetchall()
        }


def _fallen(
    sql: str,
    portal_ids: Collection[int],
    starts: datetime,
    ends: datetime,
    kinds: Collection[str],
) -> Iterator[FallenDue]:
    asked: dict[str, Any] = {
        "portals": list(portal_ids),
        "starts": starts,
        "ends": ends,
        "kinds": [str(kind) for kind in kinds],
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        rows = cursor.fetchall()
    return (FallenDue(*row) for row in rows)
