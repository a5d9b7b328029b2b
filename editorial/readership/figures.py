"""The numbers of one portal in a time, beside the time before and beside its peers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import mean, median

from django.utils.text import capfirst

from editorial.disclosures.chart import Chart, ChartedLine, bar_chart
from portals.models import ClusterMembership, Portal
from portals.visits.queries import (
    readers_by_day,
    shares_on,
    things_on,
    views_by_day,
    views_of_portals,
    views_on,
)
from portals.visits.shares import Aspect

from .columns import ColumnChart, column_chart
from .names import kind_names, names_of_values, titles_of_pages, titles_of_things

MOST_READ = 20
# A median of fewer others would tell what one of them has.
FEWEST_PEERS = 3
# By their names; hours and days are drawn as they follow each other.
LISTED = (Aspect.KIND, Aspect.SECTION, Aspect.REFERRER, Aspect.DEVICE)
MOST_BARS = 12


@dataclass(frozen=True, slots=True)
class ReadDays:
    since: date
    until: date

    @property
    def days(self) -> list[date]:
        return [
            self.since + timedelta(days=number)
            for number in range((self.until - self.since).days + 1)
        ]

    @property
    def before(self) -> ReadDays:
        length = len(self.days)
        return ReadDays(self.since - timedelta(days=length), self.since - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class ReadThing:
    title: str
    kind: str
    views: int


@dataclass(frozen=True, slots=True)
class SharePart:
    """The views of a time by one aspect, as a picture and as a table."""

    aspect: str
    title: str
    rows: list[tuple[str, int]]
    bars: Chart | None = None
    columns: ColumnChart | None = None


@dataclass(frozen=True, slots=True)
class ReadershipFigures:
    span: ReadDays
    views: int
    before: int
    # None where there are too few peers to say.
    peers: int | None
    readers: int | None
    days: list[tuple[date, int, int | None]]
    trend: ColumnChart | None
    most_read: list[ReadThing]
    parts: list[SharePart]
    left_out: list[tuple[str, int]]

    @property
    def change(self) -> int | None:
        """By how many of a hundred there were more than before; None where nobody was counted before."""
        return change_of(self.views, self.before)


def change_of(now: int, before: int) -> int | None:
    return round(100 * (now - before) / before) if before else None


def readership_of(portal: Portal, span: ReadDays) -> ReadershipFigures:
    """Return all that the page of a portal tells. Eleven queries."""
    shares = shares_on(portal, since=span.since, until=span.until)
    views = views_by_day([portal.pk], since=span.since, until=span.until)
    before = views_of_portals([portal.pk], since=span.before.since, until=span.before.until)
    readers = readers_by_day(portal, since=span.since, until=span.until)
    days = [(day, views.get(day, 0), readers.get(day)) for day in span.days]
    return ReadershipFigures(
        span=span,
        views=sum(views.values()),
        before=before.get(portal.pk, 0),
        peers=_median_of_peers(portal, span),
        readers=round(mean(readers.values())) if readers else None,
        days=days,
        trend=column_chart([(f"{day:%d/%m}", count) for day, count, _readers in days]),
        most_read=_most_read(portal, span),
        parts=[*(_listed(aspect, shares.get(aspect, {})) for aspect in LISTED), _hours(shares)],
        left_out=_rows(Aspect.LEFT_OUT, shares.get(Aspect.LEFT_OUT, {})),
    )


def _median_of_peers(portal: Portal, span: ReadDays) -> int | None:
    """The views of the median portal of the cluster, else of the tier, without this one. Two queries."""
    together = ClusterMembership.objects.in_force(span.until)
    cluster = together.filter(portal=portal).values("cluster")
    of_cluster = together.filter(cluster__in=cluster).values("portal")
    peers = list(
        Portal.objects.open_on(span.until)
        .exclude(pk=portal.pk)
        .filter(tier=portal.tier_id)
        .values_list("pk", flat=True)
    )
    chosen = set(of_cluster.values_list("portal", flat=True)) & set(peers)
    asked = sorted(chosen) if len(chosen) >= FEWEST_PEERS else peers
    if len(asked) < FEWEST_PEERS:
        return None
    views = views_of_portals(asked, since=span.since, until=span.until)
    return round(median(views.get(peer, 0) for peer in asked))


def _most_read(portal: Portal, span: ReadDays) -> list[ReadThing]:
    pages = list(views_on(portal, since=span.since, until=span.until).items())[:MOST_READ]
    things = things_on(portal, since=span.since, until=span.until, most=MOST_READ)
    titles, kinds = titles_of_pages([page for page, _views in pages]), kind_names()
    named = titles_of_things(things)
    found = [ReadThing(titles[page], "", views) for page, views in pages if page in titles]
    found += [
        ReadThing(named[thing], kinds.get(thing.kind, thing.kind), views)
        for thing, views in things.items()
    ]
    return sorted(found, key=lambda one: (-one.views, one.title))[:MOST_READ]


def _rows(aspect: str, values: dict[str, int]) -> list[tuple[str, int]]:
    names = names_of_values(aspect, values)
    return [(capfirst(names.get(value, value)), views) for value, views in values.items()]


def _listed(aspect: Aspect, values: dict[str, int]) -> SharePart:
    rows = _rows(aspect, values)
    lines = [ChartedLine(name, [(views, f"{views:,}".replace(",", "."))]) for name, views in rows]
    return SharePart(
        aspect, str(aspect.label), rows, bars=bar_chart(lines[:MOST_BARS], [str(aspect.label)])
    )


def _hours(shares: dict[str, dict[str, int]]) -> SharePart:
    counted = shares.get(Aspect.HOUR, {})
    rows = [(str(hour), counted.get(str(hour), 0)) for hour in range(24)]
    return SharePart(
        Aspect.HOUR, str(Aspect.HOUR.label), rows if counted else [], columns=column_chart(rows)
    )
