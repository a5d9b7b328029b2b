"""Sections older than the age that their kind may have ("Lâu chưa cập nhật"): a line a portal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from editorial.models import SectionPage
from portals.boards.enums import EDITORS
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource

from .renewing import way_to_renew
from .staleness import SectionAge, aged_sections, ages_among, stale_among

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal

NAMED = 5


class StaleSections(InboxSource):
    kind = "stale"
    label = gettext_lazy("Sections with nothing new for long")
    positions = EDITORS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        """The sections that may be out of date: how new their standing pages are is asked for all of them at once."""
        sections = aged_sections([portal.pk for portal in portals], reader.now)
        yield Rows(
            sections.filter(max_age_days__isnull=False),
            portal="portal",
            since=Greatest("placed_at", "checked_at"),
            words={
                "title": F("title"),
                "path": F("path"),
                "type": F("section_type"),
                "max_age_days": F("max_age_days"),
            },
        )

    def items(self, reader: InboxReader, rows: list[InboxRow]) -> Iterator[InboxItem]:
        portals = {row.portal.pk: row.portal for row in rows}
        ages = ages_among(map(_section_of, rows), portals)
        found: dict[int, list[SectionAge]] = defaultdict(list)
        for stale in stale_among(ages, reader.now):
            found[stale.section.portal_id].append(stale)
        for portal_id, stale_ones in found.items():
            yield self._line(portals[portal_id], stale_ones)

    def _line(self, portal: Portal, stale: list[SectionAge]) -> InboxItem:
        names = ", ".join(str(one.section.title) for one in stale[:NAMED])
        more = len(stale) - NAMED
        url = reverse("section_ages", args=[portal.pk])
        way = way_to_renew(stale[0].section)
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
            since=min(
                (since for one in stale if one.newest_at and (since := one.stale_since)),
                default=None,
            ),
            due_at=None,
            urgency=InboxUrgency.UNHURRIED,
            url=url,
            acts=(
                InboxAct(label=way.label, url=way.url),
                InboxAct(label=_("See the sections"), url=url),
            ),
            note=_("%(names)s and %(count)s more") % {"names": names, "count": more}
            if more > 0
            else names,
        )


def _section_of(row: InboxRow) -> SectionPage:
    """As `aged_sections` found it."""
    section: Any = SectionPage(
        pk=row.pk, portal_id=row.portal.pk, title=row.words["title"], path=row.words["path"],
        section_type_id=row.words["type"],
    )  # fmt: skip
    section.placed_at, section.checked_at = row.since, None
    section.max_age_days = row.words["max_age_days"]
    return section
