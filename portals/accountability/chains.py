"""Requests that were joined one into the next before the clock of the first was brought along, and lack it.

Until then of A joined into B and B into C the clock of B alone came to C. What has ended is history and stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import structlog
from django.db import connection, transaction

from .enums import CaseState, CaseStep
from .models import CitizenCase
from .recording import CaseHappening, ClockRefuses, StaleCase, held_case, record_event

logger = structlog.get_logger(__name__)

# Of each running request the earliest that was joined into what was joined into it, and so on, where that arrived
# before itself and before all that it was told of.
_LOST = """
    WITH RECURSIVE come (case_id, other_id) AS (
        SELECT event.case_id, event.other_id
        FROM accountability_caseevent event JOIN accountability_citizencase kept ON kept.id = event.case_id
        WHERE event.step = 'joined' AND kept.state <> 'ended'
        UNION
        SELECT come.case_id, event.other_id
        FROM come JOIN accountability_caseevent event ON event.case_id = come.other_id AND event.step = 'joined'
    ), earliest AS (
        SELECT DISTINCT ON (come.case_id) come.case_id, come.other_id, other.arrived_at
        FROM come JOIN accountability_citizencase other ON other.id = come.other_id
        ORDER BY come.case_id, other.arrived_at, other.id
    )
    SELECT earliest.case_id, earliest.other_id
    FROM earliest JOIN accountability_citizencase kept ON kept.id = earliest.case_id
    WHERE earliest.arrived_at < kept.arrived_at AND NOT EXISTS (
        SELECT FROM accountability_caseevent event JOIN accountability_citizencase told ON told.id = event.other_id
        WHERE event.case_id = kept.id AND event.step = 'joined' AND told.arrived_at <= earliest.arrived_at
    )
    ORDER BY earliest.case_id
"""


def lost_clocks() -> list[tuple[int, int]]:
    """Return running requests that lack a clock, each by its id with the id of whose that is. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_LOST)
        return [(int(kept), int(first)) for kept, first in cursor.fetchall()]


def bring_lost_clocks(*, now: datetime) -> int:
    """Let each of these be joined with the one whose clock it lacks; return how many. Safe to repeat.

    It is written as any joining is: the page of the request tells of it, and what is due by the earlier clock is due.
    """
    done = 0
    for kept, first in lost_clocks():
        try:
            done += _bring(kept, first, now)
        except (ClockRefuses, StaleCase):
            # Something happened to it meanwhile; what stays is named by `doctor` and tried the next night.
            logger.warning("request.clock_not_brought", request=kept)
    return done


@transaction.atomic
def _bring(kept: int, first: int, now: datetime) -> bool:
    case = held_case(kept)
    if case.state == CaseState.ENDED:
        return False
    comes = CaseHappening(other=CitizenCase.objects.get(pk=first))
    record_event(case, CaseStep.JOINED, actor=None, now=now, more=comes)
    case.save()
    return True


def told_lost_clocks() -> Iterator[str]:
    """Name for `doctor` each that lacks one."""
    for kept, first in lost_clocks():
        yield f"request {kept} lacks the earlier clock of request {first}, which was joined into it by way of another"
