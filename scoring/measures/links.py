"""Measures of links: whether own pages lead somewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import connection

from portals.clock import LOCAL_ZONE, local_date
from portals.models import Portal
from scoring.periods import Period
from scoring.probes.enums import OF_THE_HOST

from .registry import Evidence, Measured, Measurement

# A page that leads everywhere makes no broken link smaller: of one page so many links count as a whole.
MOST_OF_A_PAGE = 20
PERCENT = Decimal(100)

# A page that is hidden in the last working days of the period still counts with its links.
HIDDEN_DAYS = 5

# A portal that was closed in the period is judged by what it showed at last: its links were written off on that day, or
# later.
SHOWN_AT_LAST = """
    (
        portal.closed_on > %(first)s
        AND link.gone_at >= portal.closed_on::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'
    )
"""
# Of addresses that were never checked nothing is known. Links that came after the first broken one was shown do not
# make it smaller.
_ALL = f"""
    WITH elsewhere AS (
        SELECT page.id FROM editorial_sectionpage section
        JOIN wagtailcore_page root ON root.id = section.page_ptr_id
        JOIN wagtailcore_page page ON left(page.path, length(page.path) - 4) = root.path
        WHERE section.portal_id = ANY(%(portals)s) AND section.section_type_id = ANY(%(elsewhere)s)
    )
    SELECT link.portal_id, link.page_id, page.title, least(count(*), %(most)s)
    FROM probes_link link
    JOIN unnest(%(portals)s::bigint[], %(until)s::timestamptz[]) AS asked (portal_id, until)
        ON asked.portal_id = link.portal_id AND link.found_at <= asked.until
    JOIN portals_portal portal ON portal.id = link.portal_id
    JOIN probes_target target ON target.id = link.target_id AND target.checked_at IS NOT NULL
    JOIN wagtailcore_page page ON page.id = link.page_id
    WHERE link.found_at < %(end)s AND link.page_id NOT IN (SELECT id FROM elsewhere)
        AND (
            link.gone_at IS NULL OR link.gone_at >= %(end)s OR {SHOWN_AT_LAST}
            OR (link.gone_at >= %(hidden_since)s AND NOT page.live)
        )
    GROUP BY 1, 2, 3 ORDER BY 1, 2
"""
_BROKEN = f"""
    SELECT link.portal_id, link.page_id, page.title, link.words, target.url, target.host,
        outage.fault, greatest(link.found_at, outage.since), coalesce(section.section_type_id, '')
    FROM probes_outage outage
    JOIN probes_target target ON target.id = outage.target_id
    JOIN probes_link link ON link.target_id = target.id
    JOIN portals_portal portal ON portal.id = link.portal_id
    JOIN wagtailcore_page page ON page.id = link.page_id
    LEFT JOIN wagtailcore_page parent ON parent.path = left(page.path, length(page.path) - 4)
    LEFT JOIN editorial_sectionpage section ON section.page_ptr_id = parent.id
    WHERE outage.since <= %(end)s AND (outage.until IS NULL OR outage.until > %(end)s)
        AND link.found_at < %(end)s
        AND (
            link.gone_at IS NULL OR link.gone_at > %(end)s OR {SHOWN_AT_LAST}
            OR (link.gone_at >= %(hidden_since)s AND NOT page.live)
        )
    ORDER BY greatest(link.found_at, outage.since), link.id
"""


@dataclass(frozen=True)
class Links:
    """A broken link counts `grace_days` working days after it was shown; an address down for `many_portals` does not.

    `free_links` broken ones never count. `counted_elsewhere`: kinds of section whose links another criterion judges.
    """

    grace_days: int = 5
    many_portals: int = 10
    free_links: int = 1
    counted_elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A link of an own page that leads nowhere. Its board has it on its list since `shown_at`."""

    portal_id: int
    page_id: int
    page_title: str
    words: str
    url: str
    host: str
    fault: str
    shown_at: datetime
    # The kind of section that the page stands in.
    section: str = ""


def broken(portals: Sequence[Portal], period: Period, wanted: Links) -> Measured:
    """E2: of a hundred links of own pages, how many lead nowhere at the end of the period. Two queries.

    Weighed against the links that there were when the first of the broken ones was shown.
    """
    all_broken = broken_links(period)
    everywhere = down_for_many(all_broken, wanted.many_portals)
    by_portal: dict[int, list[BrokenLink]] = defaultdict(list)
    for link in all_broken:
        if link.section not in wanted.counted_elsewhere:
            by_portal[link.portal_id].append(link)
    overdue = {
        portal.pk: [
            link
            for link in by_portal[portal.pk]
            if address_or_host(link, everywhere) is None
            and counts_on(link, period.last, period, wanted.grace_days)
        ]
        for portal in portals
    }
    pages = _pages(portals, period, wanted, overdue)
    found = {}
    for portal in portals:
        own, late = by_portal[portal.pk], overdue[portal.pk]
        charged = [link for link in own if address_or_host(link, everywhere) is None]
        counted = max(0, len(late) - wanted.free_links)
        total = sum(links for _pk, _title, links in pages[portal.pk])
        share = Decimal(counted) * PERCENT / total if total else Decimal()
        found[portal.pk] = Measurement(
            value=share,
            cases=total,
            numbers={
                "links": total,
                "broken": len(own),
                "counted": counted,
                "fresh": len(charged) - len(late),
                "elsewhere": len(own) - len(charged),
                "free": min(len(late), wanted.free_links),
                "days": wanted.grace_days,
            },
            evidence=(
                *(_named(link, link.fault) for link in late),
                *(_named(link, "fresh") for link in charged if link not in late),
                *(_named(link, "away") for link in own if link not in charged),
                *(
                    Evidence("page", pk, f"{title} ({links})"[:300])
                    for pk, title, links in pages[portal.pk]
                ),
            ),
        )
    return found


def broken_links(period: Period) -> list[BrokenLink]:
    """Return what leads nowhere at the end of the period, on all portals, the longest shown first. One query."""

    def load() -> list[BrokenLink]:
        with connection.cursor() as cursor:
            cursor.execute(
                _BROKEN,
                {
                    "end": min(period.ends_at, period.now),
                    "first": period.first,
                    "hidden_since": _hidden_since(period),
                },
            )
            return [BrokenLink(*row) for row in cursor.fetchall()]

    return period.recall("broken links", load)


def down_for_many(links: Collection[BrokenLink], many: int) -> set[str]:
    """Return the addresses, and the hosts that are away as a whole, that are down for so many portals at once."""
    portals: dict[str, set[int]] = defaultdict(set)
    for link in links:
        portals[link.url].add(link.portal_id)
        if link.fault in OF_THE_HOST:
            portals[_host(link)].add(link.portal_id)
    return {name for name, some in portals.items() if len(some) >= many}


def address_or_host(link: BrokenLink, everywhere: Collection[str]) -> str | None:
    """Return by which of `everywhere` no board could help this link; None where its board can."""
    if link.url in everywhere:
        return link.url
    if link.fault in OF_THE_HOST and _host(link) in everywhere:
        return link.host
    return None


def counts_on(link: BrokenLink, day: date, period: Period, grace_days: int) -> bool:
    """Whether the working days to mend the link were over on `day`."""
    return period.calendar.working_days_between(local_date(link.shown_at), day) >= grace_days


def _host(link: BrokenLink) -> str:
    return f"host {link.host}"


def _hidden_since(period: Period) -> datetime:
    """The beginning of the fifth working day from the end of the period."""
    days = list(period.calendar.working_days(period.last - timedelta(days=31), period.end))
    return datetime.combine(days[-HIDDEN_DAYS], time(), LOCAL_ZONE)


def _pages(
    portals: Sequence[Portal],
    period: Period,
    wanted: Links,
    overdue: Mapping[int, Sequence[BrokenLink]],
) -> dict[int, list[tuple[int, str, int]]]:
    """Return the pages of each portal with the links of each that count. One query."""
    end = min(period.ends_at, period.now)
    with connection.cursor() as cursor:
        cursor.execute(
            _ALL,
            {
                "portals": [portal.pk for portal in portals],
                "until": [
                    min((link.shown_at for link in overdue[portal.pk]), default=end)
                    for portal in portals
                ],
                "elsewhere": list(wanted.counted_elsewhere),
                "end": end,
                "first": period.first,
                "hidden_since": _hidden_since(period),
                "most": MOST_OF_A_PAGE,
            },
        )
        found: dict[int, list[tuple[int, str, int]]] = {portal.pk: [] for portal in portals}
        for portal_id, *page in cursor.fetchall():
            found[portal_id].append(tuple(page))
        return found


def _named(link: BrokenLink, why: str) -> Evidence:
    """A broken link with the place to mend; since when its board has had it on its list."""
    name = f"{link.page_title}: {link.url}"[:300]
    return Evidence("page", link.page_id, name, why, link.shown_at)
