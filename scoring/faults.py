"""What a board has to mend on its portal, as probes and readings see it now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from editorial.models import PortalDocument, StoryPage
from editorial.procedures.handling import procedures_of
from editorial.procedures.models import Procedure, ServiceOutage
from portals.calendar.working_days import WorkingCalendar, load_calendar
from portals.clock import local_date
from portals.models import Portal
from scoring.measures.links import (
    BrokenLink,
    Links,
    address_or_host,
    broken_links,
    counts_on,
    down_for_many,
)
from scoring.models import StoryReading
from scoring.periods import Period
from scoring.probes.enums import SEARCHABLE
from scoring.probes.models import Link, Outage

# Texts are looked at as far back as scores still change by them.
LOOK_BACK = timedelta(days=92)
MOST = 100


@dataclass(frozen=True)
class LinkToMend:
    """`counts_at`: until then it costs nothing; None where no board could help it."""

    link: BrokenLink
    counts_at: datetime | None
    counts: bool


def links_to_mend(portal_ids: Collection[int], now: datetime) -> list[LinkToMend]:
    """Return the links of these portals that lead nowhere now, the longest shown first.

    One query where there are none. Otherwise four: whether a link counts depends on those of all portals.
    """
    if not links_away(now).filter(portal__in=list(portal_ids)).exists():
        return []
    return judged_links(portal_ids, now, load_calendar())


def judged_links(
    portal_ids: Collection[int], now: datetime, calendar: WorkingCalendar
) -> list[LinkToMend]:
    """The same where it is known that there are some. One query."""
    rules = Links()
    today = local_date(now)
    period = Period(today, today + timedelta(days=1), now, calendar)
    everywhere = down_for_many(found := broken_links(period), rules.many_portals)
    rows = []
    for link in found:
        if link.portal_id in portal_ids:
            helpless = address_or_host(link, everywhere) is not None
            rows.append(
                LinkToMend(
                    link,
                    None
                    if helpless
                    else calendar.add_working_days(link.shown_at, rules.grace_days),
                    not helpless and counts_on(link, today, period, rules.grace_days),
                )
            )
    return rows


def links_away(now: datetime) -> QuerySet[Link]:
    """The links that are shown and lead nowhere, whoever could help it."""
    away = Outage.objects.filter(Q(until__isnull=True) | Q(until__gt=now), since__lte=now)
    shown = Link.objects.filter(Q(gone_at__isnull=True) | Q(gone_at__gt=now), found_at__lt=now)
    return shown.filter(target__in=away.order_by().values("target"))


def texts_to_mend(portal: Portal, now: datetime) -> QuerySet[StoryReading]:
    """The readings of the portal's own recent stories that have faults of access, the newest first."""
    bad = Q(bad_images__gt=0) | Q(bad_headings__gt=0) | Q(bad_tables__gt=0) | Q(bad_links__gt=0)
    return (
        StoryReading.objects.filter(
            bad, story__in=own_stories(portal), story__first_published_at__gte=now - LOOK_BACK
        )
        .select_related("story")
        .order_by("-story__first_published_at", "-story")
    )


def own_stories(portal: Portal) -> QuerySet[StoryPage]:
    if portal.root is None:
        return StoryPage.objects.none()
    return StoryPage.objects.live().descendant_of(portal.root)


def files_to_mend(portal: Portal) -> QuerySet[PortalDocument]:
    """The portal's published files whose words cannot be searched, the newest first."""
    return (
        PortalDocument.objects.filter(collection=portal.collection_id, filereading__isnull=False)
        .exclude(filereading__kind__in=SEARCHABLE)
        .filter(published_in__isnull=False)
        .select_related("filereading")
        .distinct()
        .order_by("-created_at", "-pk")
    )


def services_to_mend(portal: Portal) -> QuerySet[Procedure]:
    """The portal's procedures of the national catalogue whose link does not open now, or that have none, by code."""
    away = ServiceOutage.objects.filter(until=None).values("link__url")
    return (
        procedures_of(portal).filter(Q(service_url="") | Q(service_url__in=away)).order_by("code")
    )


def fronts_down(portals: Sequence[Portal] | None = None) -> QuerySet[Outage]:
    """The outages of portals' own fronts that last; of all portals, or of some."""
    found = Outage.objects.filter(until__isnull=True, target__front_of__isnull=False)
    if portals is not None:
        found = found.filter(target__front_of__in=portals)
    return found.select_related("target__front_of").order_by("since", "pk")
