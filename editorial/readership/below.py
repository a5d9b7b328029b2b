"""The numbers of all portals below one, with its own: together, by month, and each beside the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import mean

from portals.clock import months_before
from portals.models import Portal
from portals.tiers import INSTALL_TIER
from portals.visits.models import FormerYear
from portals.visits.queries import (
    former_years,
    mean_readers,
    readers_by_day,
    views_by_month,
    views_of_portals,
)

from .columns import ColumnChart, column_chart
from .figures import ReadDays, change_of

DAYS, MONTHS = 30, 24
# A portal that nobody looked at for so long is asleep.
ASLEEP_DAYS = 14


@dataclass(frozen=True, slots=True)
class ReadershipRow:
    portal: Portal
    views: int
    before: int
    readers: int | None
    is_asleep: bool

    @property
    def change(self) -> int | None:
        return change_of(self.views, self.before)


@dataclass(frozen=True, slots=True)
class FiguresBelow:
    span: ReadDays
    rows: list[ReadershipRow]
    months: list[tuple[date, int]]
    trend: ColumnChart | None
    # Of all portals together, on a day; known for the whole install only.
    readers: int | None
    former: list[FormerYear]

    @property
    def views(self) -> int:
        return sum(row.views for row in self.rows)

    @property
    def change(self) -> int | None:
        return change_of(self.views, sum(row.before for row in self.rows))

    @property
    def asleep(self) -> list[ReadershipRow]:
        return [row for row in self.rows if row.is_asleep]


def figures_below(overseer: Portal, below: Sequence[Portal], today: date) -> FiguresBelow:
    """Return what the page tells. Six queries, however many portals there are."""
    # Today is not over: days are compared with days.
    yesterday = today - timedelta(days=1)
    span = ReadDays(yesterday - timedelta(days=DAYS - 1), yesterday)
    portals = [overseer, *below]
    ids = [portal.pk for portal in portals]
    views = views_of_portals(ids, since=span.since, until=span.until)
    before = views_of_portals(ids, since=span.before.since, until=span.before.until)
    awake = views_of_portals(ids, since=today - timedelta(days=ASLEEP_DAYS), until=today)
    readers = mean_readers(ids, since=span.since, until=span.until)
    rows = [
        ReadershipRow(
            portal,
            views.get(portal.pk, 0),
            before.get(portal.pk, 0),
            readers.get(portal.pk),
            portal.pk not in awake,
        )
        for portal in portals
    ]
    first = months_before(today, MONTHS - 1)
    counted = views_by_month(ids, since=first, until=today)
    months = [(month, counted.get(month, 0)) for month in _months(first, today)]
    everywhere = (
        readers_by_day(None, since=span.since, until=span.until)
        if overseer.tier_id == INSTALL_TIER
        else {}
    )
    return FiguresBelow(
        span=span,
        rows=sorted(rows, key=lambda row: (-row.views, row.portal.name, row.portal.pk)),
        months=months,
        trend=column_chart([(f"{month:%m/%y}", count) for month, count in months]),
        readers=round(mean(everywhere.values())) if everywhere else None,
        former=former_years(ids),
    )


def _months(first: date, last: date) -> list[date]:
    months = [first]
    while (following := months_before(months[-1], -1)) <= last:
        months.append(following)
    return months
