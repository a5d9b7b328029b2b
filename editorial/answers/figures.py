"""Numbers of requests as citizens read them: the last twelve months, by month, kind and, for the province, portal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from decimal import Decimal

from django.utils.translation import gettext as _

from portals.accountability.enums import CaseKind, StatementBeside
from portals.accountability.models import CaseStatement
from portals.accountability.stated import statements_beside
from portals.accountability.statistics import (
    CaseCount,
    CasesNow,
    LateCase,
    case_counts,
    cases_now,
    median_days,
    newest_late,
)
from portals.calendar.working_days import load_calendar
from portals.clock import LOCAL_ZONE, local_date
from portals.models import Portal
from portals.tiers import INSTALL_TIER

MONTHS_SHOWN = 12
LATE_SHOWN = 20
# A kind of which fewer came is told together with others: with the rest of a page it might say who asked.
LEAST_OF_A_KIND = 3
# How much of a code is shown: who has it knows it again, and nobody can say it on the telephone.
CODE_SHOWN = 3


@dataclass(frozen=True, slots=True)
class CaseTally:
    received: int = 0
    answered: int = 0
    in_time: int = 0
    refused: int = 0
    handed: int = 0

    @property
    def late(self) -> int:
        return self.answered - self.in_time

    @property
    def share(self) -> int | None:
        """Of the answers the percent that were in time; None without answers."""
        return round(100 * self.in_time / self.answered) if self.answered else None

    @property
    def values(self) -> list[int]:
        return [self.received, self.answered, self.in_time, self.refused, self.handed]


@dataclass(frozen=True, slots=True)
class CountedRow:
    """A line of a table: a month, a kind or a portal in words."""

    name: str
    counted: CaseTally
    median: Decimal | None = None
    month: date | None = None
    portal: Portal | None = None


@dataclass(frozen=True, slots=True)
class ShownLate:
    code: str
    kind: str
    days: int
    portal: Portal | None
    statements: Sequence[CaseStatement] = ()


@dataclass(frozen=True, slots=True)
class AnswerFigures:
    months: list[CountedRow]
    total: CountedRow
    kinds: list[CountedRow]
    portals: list[CountedRow]
    now: CasesNow
    late: list[ShownLate]

    @property
    def is_empty(self) -> bool:
        return not (any(self.total.counted.values) or self.now.running or self.now.without_answer)


def first_month(today: date) -> date:
    months = today.year * 12 + today.month - MONTHS_SHOWN
    return date(months // 12, months % 12 + 1, 1)


def figures_of_requests(portal: Portal, now: datetime) -> AnswerFigures:
    """Return the numbers of `portal`, at the province's those of all. Eight queries at most."""
    of_all = portal.tier_id == INSTALL_TIER
    scope = None if of_all else portal.pk
    today = local_date(now)
    first = first_month(today)
    since = datetime.combine(first, time(), LOCAL_ZONE)
    counts = case_counts(scope, since)
    medians = median_days(scope, since)
    late = newest_late(scope, now, LATE_SHOWN)
    names = _portals_named(_named_in(counts, late)) if of_all else {}
    return AnswerFigures(
        months=_by_month(counts, medians, first),
        total=CountedRow(_("All twelve months"), _sum(counts), medians.get(None)),
        kinds=by_kind(counts),
        portals=_by_portal(counts, names),
        now=cases_now(scope, since, now=now, today=today, first=first),
        late=_shown_late(late, names, today),
    )


def _sum(counts: Iterable[CaseCount]) -> CaseTally:
    rows = list(counts)
    return CaseTally(
        **{each.name: sum(getattr(row, each.name) for row in rows) for each in fields(CaseTally)}
    )


def _by_month(
    counts: list[CaseCount], medians: dict[date | None, Decimal], first: date
) -> list[CountedRow]:
    of: dict[date, list[CaseCount]] = defaultdict(list)
    for one in counts:
        of[one.month].append(one)
    months = [
        date(at // 12, at % 12 + 1, 1)
        for at in range(
            first.year * 12 + first.month - 1, first.year * 12 + first.month - 1 + MONTHS_SHOWN
        )
    ]
    return [
        CountedRow(f"{month:%m/%Y}", _sum(of[month]), medians.get(month), month) for month in months
    ]


def by_kind(counts: Iterable[CaseCount]) -> list[CountedRow]:
    """Return the kinds, those of which few came together in one line that is never as small itself. Pure."""
    of: dict[str, list[CaseCount]] = defaultdict(list)
    for one in counts:
        of[one.kind].append(one)
    rows = sorted(
        ((kind, _sum(some)) for kind, some in of.items()), key=lambda row: -row[1].received
    )
    told = [row for row in rows if row[1].received >= LEAST_OF_A_KIND]
    few = rows[len(told) :]
    while few and told and sum(row[1].received for row in few) < LEAST_OF_A_KIND:
        few.insert(0, told.pop())
    shown = [CountedRow(str(CaseKind(kind).label), counted) for kind, counted in told]
    if few and (told or sum(row[1].received for row in few) >= LEAST_OF_A_KIND):
        together = [one for kind, _counted in few for one in of[kind]]
        shown.append(CountedRow(_("Other kinds together"), _sum(together)))
    return shown


def _by_portal(counts: list[CaseCount], names: dict[int, Portal]) -> list[CountedRow]:
    of: dict[int, list[CaseCount]] = defaultdict(list)
    for one in counts:
        of[one.portal_id].append(one)
    rows = [
        CountedRow(names[pk].name, _sum(some), portal=names[pk])
        for pk, some in of.items()
        if pk in names
    ]
    return sorted(rows, key=lambda row: (-row.counted.received, row.name))


def _named_in(counts: list[CaseCount], late: list[LateCase]) -> set[int]:
    return {one.portal_id for one in counts} | {one.portal_id for one in late}


def _portals_named(ids: set[int]) -> dict[int, Portal]:
    return {one.pk: one for one in Portal.objects.filter(pk__in=ids).select_related("site")}


def _shown_late(late: list[LateCase], names: dict[int, Portal], today: date) -> list[ShownLate]:
    calendar = load_calendar()
    said = statements_beside([one.case_id for one in late], StatementBeside.LATE) if late else {}
    return [
        ShownLate(
            f"…{one.code[-CODE_SHOWN:]}",
            str(CaseKind(one.kind).label),
            calendar.working_days_between(local_date(one.due_at), today),
            names.get(one.portal_id),
            said.get(one.case_id, ()),
        )
        for one in late
    ]
