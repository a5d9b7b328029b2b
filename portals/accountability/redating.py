"""A day is announced off, or worked, late: the open cases whose time it touches are counted anew, all at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

import structlog
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from .clock.folding import first_clock
from .clock.sessions import local_minute, moment_of
from .enums import CLOCK_STEPS, LOOK_BY, TermStep
from .lives import Rules, arrival_by, fold_case, load_rules
from .models import CalendarNotice, CaseEvent, CitizenCase, CountedNotice

# What an act that began before a notice and ended after its round left behind, the next rounds find.
LOOKED_BACK = timedelta(minutes=30)
# PostgreSQL's advisory lock of a round: one that read the calendar earlier never writes after another.
LOCK = 8_021

logger = structlog.get_logger(__name__)

# To what happened something since it was counted, the next round comes: its day would be written over. Both days of a
# row are written at once, since each writing of a row touches all its indexes. Rows are locked by their ids, as
# `held_cases` locks them.
_MOVE = """
    WITH counted AS (
        SELECT one.case_id, one.revision, ends.due_at, ends.look_by
        FROM unnest(%(cases)s::bigint[], %(revisions)s::int[], %(ends)s::int[]) AS one (case_id, revision, number)
        JOIN unnest(%(due)s::timestamptz[], %(looks)s::timestamptz[]) WITH ORDINALITY AS ends (due_at, look_by, number)
            ON ends.number = one.number
    ), held AS (
        SELECT one.id, one.due_at AS before, counted.due_at AS after, counted.look_by
        FROM accountability_citizencase AS one
        JOIN counted ON counted.case_id = one.id AND counted.revision = one.revision
        WHERE one.state <> 'ended' AND one.due_at IS NOT NULL
        ORDER BY one.id FOR UPDATE OF one
    ), moved AS (
        UPDATE accountability_citizencase AS one
        SET due_at = held.after,
            triage_due_at = CASE WHEN one.triaged_at IS NULL THEN held.look_by ELSE one.triage_due_at END
        FROM held WHERE one.id = held.id
        RETURNING one.id, held.before, held.after
    )
    INSERT INTO accountability_duemove (case_id, moved_at, before, after)
    SELECT id, %(now)s, before, after FROM moved WHERE before <> after
"""


class _Open(NamedTuple):
    """What is read of an open case: how it arrived (`lives.Arrived`), and the days that its row has now."""

    pk: int
    revision: int
    kind: str
    received_by_id: int
    arrived_at: datetime
    set_days: int | None
    due_at: datetime
    triage_due_at: datetime
    triaged_at: datetime | None


def redate_after_news(*, now: datetime) -> int:
    """Count the cases anew that news of the calendar touch; return how many moved.

    News are what became known lately, and what no round has counted with since, however long ago it became known.
    """
    news = CalendarNotice.objects.filter(Q(known_at__gt=now - LOOKED_BACK) | Q(counted=None))
    found = list(news.values_list("pk", "day", "counted"))
    if not found:
        return 0
    fresh = [CountedNotice(notice_id=pk, counted_at=now) for pk, _day, done in found if not done]
    with transaction.atomic():
        moved = redate_cases(days={day for _pk, day, _counted in found}, now=now)
        CountedNotice.objects.bulk_create(fresh, ignore_conflicts=True)
    return moved


@transaction.atomic
def redate_cases(*, days: Collection[date], now: datetime) -> int:
    """Count the open cases anew whose time one of `days` touches; return how many answers are due on another day.

    Six queries and a write, however many cases there are. Safe to repeat; of two at once one waits. A case that waits
    for its citizen has nothing due, and counts with the calendar of the day on which they answer. One that cannot be
    counted stays as it is, and is logged.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    counting = _Counting(load_rules())
    # First the cases, then what happened to them: of what happens between the two, the revision tells.
    touched = [_Open(*row) for row in _touched(days).values_list(*_Open._fields)]
    lived = _lived()
    moves = _Moves()
    for case in touched:
        events = lived.get(case.pk, ())
        try:
            due, look_by = counting.both(case, events)
        except (LookupError, ValueError):
            logger.exception("requests.not_counted", case=case.pk)
            continue
        if (due, look_by) != (case.due_at, case.triage_due_at):
            moves.add(case, due, look_by)
    return moves.write(now) if moves.cases else 0


def _touched(days: Collection[date]) -> QuerySet[CitizenCase]:
    """Open cases that began to count before the last of the days and are due on the first or later."""
    first, last = min(days), max(days)
    return (
        CitizenCase.objects.running()
        .filter(due_at__isnull=False, due_at__date__gte=first, governs_since__date__lte=last)
        .order_by("pk")
    )


def _lived() -> Mapping[int, Sequence[CaseEvent]]:
    """Return what moved the clocks of running cases beside the calendar, by case; most are not in it. One query.

    Of all that run: a round beside this one may have moved a case out of what is touched since it was read, and without
    its events it would be counted as if nothing had happened to it.
    """
    events = defaultdict(list)
    moving = (
        CaseEvent.objects.filter(
            case__in=CitizenCase.objects.running().values("pk"), step__in=CLOCK_STEPS
        )
        .select_related("other")
        .order_by("case", "sequence")
    )
    for event in moving:
        events[event.case_id].append(event)
    return events


type Beginning = tuple[str, TermStep, int, date, bool, int | None]


@dataclass
class _Counting:
    """Cases that began alike are counted once: of a hundred thousand there are some hundred kinds of beginnings."""

    rules: Rules
    found: dict[Beginning, datetime] = field(default_factory=dict)

    def both(self, case: _Open, events: Sequence[CaseEvent]) -> tuple[datetime, datetime]:
        """Return by when the answer is due and by when it is taken up. Raises LookupError and ValueError."""
        due = self.answer(case, events)
        if case.triaged_at is not None:
            return due, case.triage_due_at
        return due, self.triage(case, events, due)

    def answer(self, case: _Open, events: Sequence[CaseEvent]) -> datetime:
        """Return by when the answer is due; as it was, where the events leave nothing due."""
        if not events:
            return self._due(
                case.kind, TermStep.ANSWER, case.received_by_id, case.arrived_at, case.set_days
            )
        due = fold_case(case, events, self.rules).clock.due
        return case.due_at if due is None else moment_of(due.at)

    def triage(self, case: _Open, events: Sequence[CaseEvent], answer: datetime) -> datetime:
        """Count from the handing over that had it looked at anew, where there was one, and never beyond the answer."""
        handed = [event for event in events if LOOK_BY in event.data]
        if not handed:
            return self._due(case.kind, TermStep.TRIAGE, case.received_by_id, case.arrived_at)
        looked = self._due(case.kind, TermStep.TRIAGE, handed[-1].office_id or 0, handed[-1].at)
        return min(looked, answer)

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
        office = self.rules.office_on(office_id, day)
        # All that `first_clock` looks at of a beginning beside the term, which hangs on kind, step and day.
        key = (kind, step, office_id, day, at.time() > office.close, set_days)
        due = self.found.get(key)
        if due is None:
            term = self.rules.term(kind, step, day)
            first = first_clock(arrival_by(at, office, term, set_days), self.rules.newest()).due
            if first is None:
                raise ValueError(key)
            due = self.found[key] = moment_of(first.at)
        return due


@dataclass
class _Moves:
    """Cases to move, each with the revision that was counted and the number of its pair of days, from 1 on.

    Few pairs are many cases': a moment is sent once and not a hundred thousand times.
    """

    cases: list[int] = field(default_factory=list)
    revisions: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    numbers: dict[tuple[datetime, datetime], int] = field(default_factory=dict)

    def add(self, case: _Open, due: datetime, look_by: datetime) -> None:
        self.cases.append(case.pk)
        self.revisions.append(case.revision)
        self.ends.append(self.numbers.setdefault((due, look_by), len(self.numbers) + 1))

    def write(self, now: datetime) -> int:
        """Move them; return how many answers are due at another time."""
        due, looks = (list(column) for column in zip(*self.numbers, strict=True))
        told = {"cases": self.cases, "revisions": self.revisions, "ends": self.ends}
        with connection.cursor() as cursor:
            cursor.execute(_MOVE, {**told, "due": due, "looks": looks, "now": now})
            return int(cursor.rowcount)
