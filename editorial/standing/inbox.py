"""Sections older than the age that their kind may have ("Lâu chưa cập nhật"): a line a portal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portals.boards.enums import EDITORS
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency

from .staleness import SectionAge, stale_sections

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal

NAMED = 5


class StaleSections:
    kind = "stale"
    label = gettext_lazy("Sections with nothing new for long")

    def items(self, reader: InboxReader) -> Iterator[InboxItem]:
        portals = reader.portals(EDITORS)
        found: dict[int, list[SectionAge]] = defaultdict(list)
        for stale in stale_sections(portals, reader.now):
            found[stale.section.portal_id].append(stale)
        for portal in portals:
            if portal.pk in found:
                yield self._line(portal, found[portal.pk])

    def _line(self, portal: Portal, stale: list[SectionAge]) -> InboxItem:
        names = ", ".join(str(one.section.title) for one in stale[:NAMED])
        more = len(stale) - NAMED
        url = reverse("section_ages", args=[portal.pk])
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
                InboxAct(
                    label=_("Quick write"),
                    url=f"{reverse('quick_write')}?section={stale[0].section.pk}",
                ),
                InboxAct(label=_("See the sections"), url=url),
            ),
            note=_("%(names)s and %(count)s more") % {"names": names, "count": more}
            if more > 0
            else names,
        )

    def urgent_portals(self, now: datetime) -> Iterable[int]:
        return ()
