"""A day is announced off, or worked, late: the open cases whose time it touches are counted anew, all at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from portals.clock import local_date

from .clock.folding import first_clock
from .clock.sessions import local_minute, moment_of
from .enums import CLOCK_STEPS, LOOK_BY, TermStep
from .lives import Rules, arrival_by, fold_case, load_rules
from .models import CalendarNotice, CaseEvent, CitizenCase

# What an act that began before a notice and ended after its round left behind, the next rounds find.
LOOKED_BACK = timedelta(minutes=30)

# To what happened something since it was counted, the next round comes: its day would be written over. Both days of a
# row are written at once, since each writing of a row touches all its indexes.
_MOVE = """
    WITH counted AS (
        SELECT * FROM unnest(
            %(cases)s::bigint[], %(revisions)s::int[], %(due)s::timestamptz[], %(looks)s::timestamptz[]
        ) AS counted (case_id, revision, due_at, look_by)
    ), held AS (
        SELECT one.id, one.due_at FROM accountability_citizencase AS one
        JOIN counted ON counted.case_id = one.id AND counted.revision = one.revision
        WHERE one.state <> 'ended' AND one.due_at IS NOT NULL
        ORDER BY one.id FOR UPDATE OF one
    ), moved AS (
        UPDATE accountability_citizencase AS one
        SET due_at = counted.due_at,
            triage_due_at = CASE WHEN one.triaged_at IS NULL THEN counted.look_by ELSE one.triage_due_at END
        FROM counted JOIN held ON held.id = counted.case_id WHERE one.id = counted.case_id
        RETURNING one.id, held.due_at AS before, counted.due_at AS after
    )
    INSERT INTO accountability_duemove (case_id, moved_at, before, after)
    SELECT id, %(now)s, before, after FROM moved WHERE before <> after
"""


def redate_after_news(*, now: datetime) -> int:
    """Count the cases anew that what became known of the calendar lately touches; return how many moved."""
    news = CalendarNotice.objects.filter(known_at__gt=now - LOOKED_BACK)
    days = set(news.values_list("day", flat=True))
    return redate_cases(days=days, now=now) if days else 0


@transaction.atomic
def redate_cases(*, days: Collection[date], now: datetime) -> int:
    """Count the open cases anew whose time one of `days` touches; return how many answers are due on another day.

    Five queries and a write, however many cases there are. Safe to repeat. A case that waits for its citizen has
    nothing due, and counts with the calendar of the day on which they answer.
    """
    counting = _Counting(load_rules())
    touched = list(_touched(days))
    simple, lived = _apart(touched)
    answers = {case.pk: counting.answer(case) for case in simple}
    answers |= counting.folded(lived)
    moved = []
    for case in touched:
        due = answers.get(case.pk, case.due_at)
        look_by = case.triage_due_at
        if case.triaged_at is None:
            look_by = counting.triage(case, lived.get(case, []), due)
        if due is not None and (due, look_by) != (case.due_at, case.triage_due_at):
            moved.append((case.pk, case.revision, due, look_by))
    return _write(moved, now) if moved else 0


def _touched(days: Collection[date]) -> QuerySet[CitizenCase]:
    """Open cases that began to count before the last of the days and are due on the first or later."""
    first, last = min(days), max(days)
    return (
        CitizenCase.objects.running()
        .filter(due_at__isnull=False, due_at__date__gte=first, governs_since__date__lte=last)
        .only(
            *("kind", "received_by", "arrived_at", "governs_since", "revision"),
            *("due_at", "triage_due_at", "triaged_at", "set_days"),
        )
        .order_by("pk")
    )


def _apart(
    cases: list[CitizenCase],
) -> tuple[list[CitizenCase], dict[CitizenCase, list[CaseEvent]]]:
    """Return those whose clock nothing but the calendar moved, and the events of the others. One query."""
    events = defaultdict(list)
    moving = (
        CaseEvent.objects.filter(case__in=[case.pk for case in cases], step__in=CLOCK_STEPS)
        .select_related("other")
        .order_by("case", "sequence")
    )
    for event in moving:
        events[event.case_id].append(event)
    simple = [case for case in cases if case.pk not in events]
    return simple, {case: events[case.pk] for case in cases if case.pk in events}


type Beginning = tuple[str, str, int, date, bool, int | None]


@dataclass
class _Counting:
    """Cases that began alike are counted once: of a hundred thousand there are some hundred kinds of beginnings."""

    rules: Rules
    found: dict[Beginning, datetime] = field(default_factory=dict)

    def answer(self, case: CitizenCase) -> datetime:
        return self._due(
            case.kind, TermStep.ANSWER, case.received_by_id, case.arrived_at, case.set_days
        )

    def triage(
        self, case: CitizenCase, events: list[CaseEvent], answer: datetime | None
    ) -> datetime:
        """Count from the handing over that had it looked at anew, where there was one, and never beyond the answer."""
        handed = [event for event in events if LOOK_BY in event.data]
        if not handed:
            return self._due(case.kind, TermStep.TRIAGE, case.received_by_id, case.arrived_at)
        looked = self._due(case.kind, TermStep.TRIAGE, handed[-1].office_id or 0, handed[-1].at)
        return min(looked, answer) if answer is not None else looked

    def _due(
        self,
        kind: str,
        step: TermStep,
        office_id: int,
        since: datetime,
        set_days: int | None = None,
    ) -> datetime:
        at = local_minute(since)
        day = at.date()
        office = self.rules.office(office_id, since)
        key = (kind, step.value, office_id, day, at.time() > office.close, set_days)
        if key not in self.found:
            term = self.rules.term(kind, step, local_date(since))
            arrival = arrival_by(at, office, term, set_days)
            due = first_clock(arrival, self.rules.newest()).due
            if due is None:
                raise ValueError(key)
            self.found[key] = moment_of(due.at)
        return self.found[key]

    def folded(self, lived: dict[CitizenCase, list[CaseEvent]]) -> dict[int, datetime]:
        return {
            case.pk: moment_of(due.at)
            for case, events in lived.items()
            if (due := fold_case(case, events, self.rules).clock.due) is not None
        }


def _write(moved: list[tuple[int, int, datetime, datetime]], now: datetime) -> int:
    """Move cases, each with the revision that was counted; return how many answers are due at another time."""
    cases, revisions, due, looks = (list(column) for column in zip(*moved, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVE,
            {"cases": cases, "revisions": revisions, "due": due, "looks": looks, "now": now},
        )
        return int(cursor.rowcount)
