"""Sections older than the age that their kind may have ("Lâu chưa cập nhật"): a line a portal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import Page

from editorial.desk.scope import within
from editorial.inbox.items import InboxAct, InboxItem, InboxUrgency
from editorial.models import InformationPage, Placement, SectionPage, SectionRequirement
from portals.boards.enums import EDITORS
from portals.clock import LOCAL_ZONE, local_date

if TYPE_CHECKING:
    from editorial.inbox.reader import InboxReader
    from portals.models import Portal

NAMED = 5


@dataclass(frozen=True, slots=True)
class StaleSection:
    section: SectionPage
    newest_at: datetime | None
    stale_since: datetime


class StaleSections:
    kind = "stale"
    label = gettext_lazy("Sections with nothing new for long")

    def items(self, reader: InboxReader) -> Iterator[InboxItem]:
        portals = reader.portals(EDITORS)
        found: dict[int, list[StaleSection]] = defaultdict(list)
        for stale in stale_sections(portals, reader.now):
            found[stale.section.portal_id].append(stale)
        for portal in portals:
            if portal.pk in found:
                yield self._line(portal, sorted(found[portal.pk], key=_since))

    def _line(self, portal: Portal, stale: list[StaleSection]) -> InboxItem:
        names = ", ".join(str(one.section.title) for one in stale[:NAMED])
        more = len(stale) - NAMED
        url = reverse("portal_stories", args=[portal.pk])
        return InboxItem(
            kind=self.kind,
            key=str(portal.pk),
            title=ngettext(
                "%(count)s section with nothing new for long",
                "%(count)s sections with nothing new for long",
                len(stale),
            )
            % {"count": len(stale)},
            portal=portal,
            # One that was never filled has no such day.
            since=min((one.stale_since for one in stale if one.newest_at), default=None),
            due_at=None,
            urgency=InboxUrgency.UNHURRIED,
            url=url,
            acts=(
                InboxAct(
                    label=_("Quick write"),
                    url=f"{reverse('quick_write')}?section={stale[0].section.pk}",
                ),
                InboxAct(label=_("See the stories"), url=url),
            ),
            note=_("%(names)s and %(count)s more") % {"names": names, "count": more}
            if more > 0
            else names,
        )

    def urgent_portals(self, now: datetime) -> Iterable[int]:
        return ()


def stale_sections(portals: list[Portal], now: datetime) -> Iterator[StaleSection]:
    """The required sections of `portals` whose newest content is older than the law's or our age. Three queries.

    New is a story that was placed there, own or republished, or a standing page published anew.
    """
    if not portals:
        return
    ages = {
        (requirement.section_type_id, requirement.tier_id): requirement.max_age_days
        for requirement in SectionRequirement.objects.in_force(local_date(now)).filter(
            required=True, max_age_days__isnull=False
        )
    }
    pages = _newest_pages(portals)
    by_id = {portal.pk: portal for portal in portals}
    newest = Placement.objects.standing().filter(portal=OuterRef("portal"), section=OuterRef("pk"))
    sections = SectionPage.objects.filter(portal__in=portals, live=True).annotate(
        placed_at=Subquery(newest.order_by("-placed_at").values("placed_at")[:1])
    )
    for section in sections:
        portal = by_id[section.portal_id]
        age = ages.get((section.section_type_id, portal.tier_id))
        if age is None:
            continue
        moments = [at for at in (section.placed_at, pages.get(section.path)) if at is not None]
        newest_at = max(moments, default=None)
        begun = newest_at or datetime.combine(portal.opened_on, time.min, tzinfo=LOCAL_ZONE)
        if begun + timedelta(days=age) <= now:
            yield StaleSection(section, newest_at, begun + timedelta(days=age))


def _newest_pages(portals: list[Portal]) -> dict[str, datetime]:
    """When a standing page below each section was last published, by the section's place in the tree."""
    newest: dict[str, datetime] = {}
    published = InformationPage.objects.live().filter(
        within(portals), last_published_at__isnull=False
    )
    for path, at in published.values_list("path", "last_published_at"):
        above = path[: -Page.steplen]
        newest[above] = max(at, newest.get(above, at))
    return newest


def _since(stale: StaleSection) -> datetime:
    return stale.stale_since
