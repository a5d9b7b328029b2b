"""Which refusals the overseer reads: a draw that nobody can foresee or choose, and that always comes out the same."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils.crypto import salted_hmac

from portals.clock import LOCAL_ZONE, local_date
from portals.models import Oversight

from .actions.receiving import due_of
from .enums import CaseOutcome, CaseStep, TermStep
from .lives import load_rules
from .models import CaseEvent, RefusalCheck

ONE_IN = 5
SALT = "accountability.refusals"


def draw_refusals(*, now: datetime) -> int:
    """Draw among the refusals of the last month that is over, on boards that have an overseer; return how many are new.

    Of each board one in five, and one at least where there were any. Which ones hangs on the install's secret and the
    event alone, so it comes out the same whenever it is asked. What was erased, reviewed or answered meanwhile is drawn
    all the same, and then left: to take it out would let a board choose. A fixed number of queries, and those of the
    calendar.
    """
    first, after = _last_month(now)
    overseen = Oversight.objects.in_force(local_date(now)).filter(portal=OuterRef("portal"))
    refused = (
        CaseEvent.objects.filter(
            Exists(overseen), step=CaseStep.REFUSED, at__gte=first, at__lt=after
        )
        .select_related("case", "portal")
        .order_by("pk")
    )
    of_board: dict[int, list[CaseEvent]] = defaultdict(list)
    for event in refused:
        of_board[event.portal_id].append(event)
    drawn = [event for events in of_board.values() for event in _drawn(events)]
    known = set(
        RefusalCheck.objects.filter(refusal__in=[event.pk for event in drawn]).values_list(
            "refusal", flat=True
        )
    )
    rules = load_rules() if drawn else None
    made = [
        RefusalCheck(
            case=event.case,
            refusal=event,
            portal=event.portal,
            drawn_at=now,
            due_at=due_of(event.portal, event.case.kind, TermStep.REVIEW, now, rules),
        )
        for event in drawn
        if rules is not None
        and event.pk not in known
        and event.case.outcome == CaseOutcome.REFUSED
        and event.case.erased_at is None
    ]
    RefusalCheck.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def lot_of(event_id: int) -> int:
    digest = salted_hmac(SALT, str(event_id), algorithm="sha256").digest()
    return int.from_bytes(digest[:8])


def _drawn(events: list[CaseEvent]) -> list[CaseEvent]:
    drawn = [event for event in events if lot_of(event.pk) % ONE_IN == 0]
    return drawn or [min(events, key=lambda event: lot_of(event.pk))]


def _last_month(now: datetime) -> tuple[datetime, datetime]:
    """Return the first moment of the last month that is over, and of the one after it."""
    after = now.astimezone(LOCAL_ZONE).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (after - timedelta(days=1)).replace(day=1), after
