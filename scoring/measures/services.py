"""Whether procedures lead to their services: those of the national catalogue that a portal shows, and its own pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlsplit

from django.db import connection

from editorial.kinds.registry import codes_of_originals
from editorial.procedures.handling import StoodProcedure, handles, stood_on
from editorial.procedures.probing.states import answers_at
from portals.models import Portal
from scoring.periods import Period
from scoring.probes.enums import OF_THE_HOST

from .links import SHOWN_AT_LAST, Links, broken_links, down_for_many
from .registry import Evidence, Measured, Measurement

# What stood in the section of procedures when the period ended: standing pages and notices, no news and nothing of
# others; with the number of their checked addresses, of those that are broken, and of those that lead to the service
# portal and answer.
_PROCEDURES = f"""
    SELECT section.portal_id, page.id, page.title, count(link.id),
        count(link.id) FILTER (
            WHERE outage.id IS NOT NULL AND target.url <> ALL(%(everywhere)s)
                AND NOT (outage.fault = ANY(%(of_the_host)s) AND 'host ' || target.host = ANY(%(everywhere)s))
        ),
        count(link.id) FILTER (
            WHERE target.checked_at IS NOT NULL AND target.host ~ %(hosts)s AND (
                outage.id IS NULL OR target.url = ANY(%(everywhere)s)
                OR (outage.fault = ANY(%(of_the_host)s) AND 'host ' || target.host = ANY(%(everywhere)s))
            )
        ),
        count(link.id) FILTER (WHERE target.checked_at IS NULL)
    FROM editorial_sectionpage section
    JOIN portals_portal portal ON portal.id = section.portal_id
    JOIN wagtailcore_page root ON root.id = section.page_ptr_id AND root.live
    LEFT JOIN wagtailcore_page page
        ON left(page.path, length(page.path) - 4) = root.path
        AND (page.first_published_at IS NULL OR page.first_published_at < %(end)s)
        AND NOT EXISTS (SELECT FROM editorial_movedthing moved WHERE moved.page_id = page.id)
        AND (
            EXISTS (
                SELECT FROM editorial_placement placement
                WHERE placement.story_id = page.id AND placement.role = 'origin'
                    AND NOT placement.kind = ANY(%(news)s) AND placement.placed_at < %(end)s
                    AND (placement.removed_at IS NULL OR placement.removed_at >= %(end)s)
            )
            OR EXISTS (
                SELECT FROM editorial_informationpage information
                WHERE information.page_ptr_id = page.id AND (
                    page.live OR EXISTS (
                        SELECT FROM editorial_informationremoval removal
                        WHERE removal.page_id = page.id AND removal.removed_at >= %(end)s
                    )
                )
            )
        )
    LEFT JOIN probes_link link ON link.page_id = page.id AND link.found_at < %(end)s
        AND (link.gone_at IS NULL OR link.gone_at >= %(end)s OR {SHOWN_AT_LAST})
    LEFT JOIN probes_target target ON target.id = link.target_id
    LEFT JOIN probes_outage outage ON outage.target_id = target.id AND outage.since <= %(end)s
        AND (outage.until IS NULL OR outage.until > %(end)s)
    WHERE section.portal_id = ANY(%(portals)s) AND section.section_type_id = %(section)s
    GROUP BY 1, 2, 3 ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Services:
    """`hosts`: where online services live; names below them count too. `section`: where procedures are published."""

    hosts: tuple[str, ...] = ("dichvucong.gov.vn",)
    section: tuple[str, ...] = ("tthc",)


@dataclass(frozen=True, slots=True)
class ShownService:
    """A procedure of a portal, whoever wrote it. `why` is "" where its links work; `leads`: to the service portal."""

    kind: str
    pk: int
    name: str
    why: str
    leads: bool
    is_known: bool = True

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.kind, self.pk, self.name[:300], self.why)


def services(portals: Sequence[Portal], period: Period, wanted: Services) -> Measured:
    """A6: a third for a link to the service portal, two thirds for procedures whose links work. Six queries.

    What is down for many portals at once counts as if it answered: no board could help it. A page without a link is
    no procedure where the catalogue has some for the portal. A portal whose procedures were never looked at is left
    out; one without a procedure has neither.
    """
    end = min(period.ends_at, period.now)
    pages = _pages(portals, period, wanted, end)
    catalogue = _of_catalogue(portals, period, wanted, end)
    return {portal.pk: _measured(pages[portal.pk], catalogue[portal.pk]) for portal in portals}


def _measured(pages: Sequence[ShownService], catalogue: Sequence[ShownService]) -> Measurement:
    if catalogue:
        pages = [one for one in pages if one.why != "no_link"]
    looked_at = [one for one in catalogue if one.is_known]
    shown = [*looked_at, *pages]
    works = sum(not one.why for one in shown)
    leads = any(one.leads for one in shown)
    share = Decimal(works) / len(shown) if shown else Decimal()
    # Of the catalogue what was not looked at yet is left out, and says nothing where that is all of it.
    unknown = any(not one.is_known for one in pages) or (bool(catalogue) and not shown)
    return Measurement(
        value=(int(leads) + 2 * share) / 3,
        cases=0 if unknown else max(1, len(shown)),
        numbers={"procedures": len(shown), "working": works, "leads": int(leads)},
        evidence=(
            *(one.evidence for one in shown),
            *(
                Evidence(one.kind, one.pk, one.name[:300], "unread")
                for one in catalogue
                if not one.is_known
            ),
        ),
    )


def _pages(
    portals: Sequence[Portal], period: Period, wanted: Services, end: datetime
) -> Mapping[int, list[ShownService]]:
    """Return what stands in the section itself. Two queries."""
    hosts = "|".join(rf"(^|\.){host.replace('.', '[.]')}$" for host in wanted.hosts)
    with connection.cursor() as cursor:
        cursor.execute(
            _PROCEDURES,
            {
                "portals": [portal.pk for portal in portals],
                "end": end,
                "first": period.first,
                "hosts": hosts or "^$",
                "everywhere": sorted(down_for_many(broken_links(period), Links().many_portals)),
                "of_the_host": sorted(OF_THE_HOST),
                "section": wanted.section[0] if wanted.section else "",
                "news": codes_of_originals(),
            },
        )
        rows = cursor.fetchall()
    found: dict[int, list[ShownService]] = defaultdict(list)
    for portal_id, page_id, title, links, broken, leading, unchecked in rows:
        if page_id is not None:
            why = "no_link" if not links else "broken_link" if broken else ""
            # Unless something is broken already, what was not looked at yet says nothing.
            found[portal_id].append(
                ShownService("page", page_id, title, why, bool(leading), not unchecked)
            )
    return found


def _of_catalogue(
    portals: Sequence[Portal], period: Period, wanted: Services, end: datetime
) -> Mapping[int, list[ShownService]]:
    """Return the procedures of the catalogue that each portal showed on the last day. Four queries, one without any."""
    procedures = stood_on(period.last)
    if not procedures:
        return {portal.pk: [] for portal in portals}
    answers = answers_at(end, {one.service_url for one in procedures})
    everywhere = _shown_by_many(procedures, period)
    judged = {one.pk: _judged(one, answers, one.pk in everywhere, wanted) for one in procedures}
    return {
        portal.pk: [
            judged[one.pk] for one in procedures if handles(portal, one.levels, one.agency_keys)
        ]
        for portal in portals
    }


def _shown_by_many(procedures: Sequence[StoodProcedure], period: Period) -> set[int]:
    """Return those that so many portals show that no single board could help it. One query."""
    open_ones = list(Portal.objects.open_on(period.last))
    return {
        one.pk
        for one in procedures
        if sum(handles(portal, one.levels, one.agency_keys) for portal in open_ones)
        >= Links().many_portals
    }


def _judged(
    procedure: StoodProcedure,
    answers: Mapping[str, bool | None],
    of_many_portals: bool,
    wanted: Services,
) -> ShownService:
    answer = answers.get(procedure.service_url) if procedure.service_url else True
    works = bool(answer) or (answer is False and of_many_portals)
    why = "no_link" if not procedure.service_url else "" if works else "broken_link"
    host = urlsplit(procedure.service_url).hostname or ""
    is_service = any(host == one or host.endswith(f".{one}") for one in wanted.hosts)
    return ShownService(
        "procedure",
        procedure.pk,
        f"{procedure.code} {procedure.name}",
        why,
        leads=works and is_service,
        is_known=answer is not None,
    )
