"""Which requests are late, and what the clockwork does about it, once an hour."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from portals.boards.enums import EDITORS
from portals.boards.models import BoardMember
from portals.calendar.working_days import ONE_DAY, WorkingCalendar, load_calendar
from portals.clock import LOCAL_ZONE, local_date
from portals.models import Portal

from .actions.acting import NotPossible
from .actions.lateness import HEAD, OVERSEER, escalate_case, tell_status
from .enums import COUNCIL_KINDS, CaseKind, CaseStep
from .lives import load_rules
from .models import CaseEvent, CaseReview, CitizenCase
from .models.cases import CaseQuerySet
from .recording import StaleCase

# After so many working days the board above is told how many are late, and never which.
OVERSEER_AFTER = 3
# Sooner than this after the last time nobody is told again; the term says exactly when.
NOT_SOONER = timedelta(days=6)


def late_cases(now: datetime) -> CaseQuerySet:
    """Return running requests past their due moment. Sealed ones have ended, so none is among them.

    Nor is a comment on a draft: all are answered together once the draft's time is over, by a day that a duty watches.
    """
    return late_among(CitizenCase.objects.running(), now)


def late_among[Cases: QuerySet[Any]](running: Cases, now: datetime) -> Cases:
    """Return those of some running requests that are late."""
    return running.filter(due_at__lt=now).exclude(kind=CaseKind.COMMENT)


def late_anew(now: datetime) -> QuerySet[CaseReview]:
    """Return by what councils are owed other answers whose day has passed: the first was taken out of view.

    Their requests have ended, so none is among `late_cases`; their clock is the row's `due_at`.
    """
    return CaseReview.objects.owed_anew().filter(due_at__lt=now)


def answer_is_late(case: CitizenCase, now: datetime) -> bool:
    """Whether an answer to a request is overdue, the first or one that is owed anew."""
    return (
        late_cases(now).filter(pk=case.pk).exists() or late_anew(now).filter(case=case.pk).exists()
    )


def unattended_portals(now: datetime) -> QuerySet[Portal]:
    """Return the portals on whose boards nobody may answer."""
    holders = BoardMember.objects.holding(EDITORS, local_date(now))
    return Portal.objects.exclude(Exists(holders.filter(board__portal=OuterRef("pk"))))


def unattended(now: datetime) -> CaseQuerySet:
    """Return running requests of portals on whose boards nobody may answer."""
    return CitizenCase.objects.running().filter(portal__in=unattended_portals(now).values("pk"))


def gone_up(level: int, *, case: str = "pk") -> Exists:
    """The condition that a request went up to `level` since it became due the last time.

    Of rows with a `due_at`: requests, or others that name theirs by the column `case`.
    """
    return Exists(
        CaseEvent.objects.filter(
            case=OuterRef(case),
            step=CaseStep.ESCALATED,
            data__level=level,
            at__gt=OuterRef("due_at"),
        )
    )


def let_go_up(*, now: datetime) -> int:
    """Let requests go up that became late: to the head at once, to the overseer after `OVERSEER_AFTER` working days.

    What is owed anew to a council goes up as the first answer would have.
    """
    before = _due_before(now, load_calendar())
    return _go_up(HEAD, now, now) + _go_up(OVERSEER, before, now)


def _go_up(level: int, due_before: datetime, now: datetime) -> int:
    late = late_cases(now).filter(due_at__lt=due_before).exclude(gone_up(level))
    anew = late_anew(now).filter(due_at__lt=due_before).exclude(gone_up(level, case="case"))
    cases = [*late, *(review.case for review in anew.select_related("case"))]
    return _each(cases, lambda case: escalate_case(case=case, level=level, now=now))


def tell_who_waits(*, now: datetime) -> int:
    """Note for each late request whose person must be told how it stands that they are; see `tell_status`."""
    untold = Q(told_at=None) | Q(told_at__lte=F("due_at")) | Q(told_at__lte=now - NOT_SOONER)
    rules = load_rules()
    return _each(
        late_cases(now).filter(untold).exclude(kind__in=COUNCIL_KINDS),
        lambda case: tell_status(case=case, now=now, rules=rules),
    )


def _each(cases: Iterable[CitizenCase], act: Callable[[CitizenCase], object]) -> int:
    done = 0
    for case in list(cases):
        try:
            act(case)
        except (NotPossible, StaleCase):
            # Another worker was quicker, or something happened to it while others were gone through.
            continue
        done += 1
    return done


def _due_before(now: datetime, calendar: WorkingCalendar) -> datetime:
    """Return the moment before which a request was due that is `OVERSEER_AFTER` working days late now."""
    today = day = local_date(now)
    while calendar.working_days_between(day, today) < OVERSEER_AFTER:
        day -= ONE_DAY
    return datetime.combine(day + ONE_DAY, time.min, tzinfo=LOCAL_ZONE)
