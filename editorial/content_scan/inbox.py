"""The alarm: what the scan found on a portal, told to its board and to the standing editors above, also by mail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portals.boards.enums import STANDING_EDITORS
from portals.clock import local_date
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource
from portals.models import Oversight

from .models import Suspicion

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal

NAMED = 3


class FindingsOfTheScan(InboxSource):
    """A line a portal, of one's own and of those that one's own oversee directly. A new finding makes it a new line."""

    kind = "suspicion"
    label = gettext_lazy("What the scan found on a portal")
    positions = STANDING_EDITORS
    always_told = True

    def portal_ids(self, reader: InboxReader, portals: list[Portal]) -> Collection[int]:
        return {portal.pk for portal in portals} | set(reader.below(portals))

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            Suspicion.objects.open(),
            portal="portal",
            since="found_at",
            words={"kind": "kind", "words": "words"},
        )

    def items(self, reader: InboxReader, rows: list[InboxRow]) -> Iterator[InboxItem]:
        by_portal: dict[int, list[InboxRow]] = defaultdict(list)
        for row in sorted(rows, key=lambda one: (one.since, one.pk), reverse=True):
            by_portal[row.portal.pk].append(row)
        for found in by_portal.values():
            yield self._line(found)

    def _line(self, found: list[InboxRow]) -> InboxItem:
        newest = found[0]
        portal = newest.portal
        url = f"{reverse('suspicions')}?portal={portal.pk}"
        return newest.item(
            key=f"{portal.pk}-{newest.pk}",
            title=ngettext(
                "%(count)s thing on %(portal)s that should not be there",
                "%(count)s things on %(portal)s that should not be there",
                len(found),
            )
            % {"count": len(found), "portal": portal.name},
            urgency=InboxUrgency.URGENT,
            url=url,
            acts=(InboxAct(label=_("See and mend"), url=url),),
            note="; ".join(f"{_kind_of(one)}: {one.words['words'][:60]}" for one in found[:NAMED]),
        )

    def urgent(self, now: datetime) -> Iterator[Rows]:
        """The portals with open findings and those that oversee them."""
        found = Suspicion.objects.open()
        yield Rows(found, portal="portal")
        above = Oversight.objects.in_force(local_date(now)).filter(
            portal__in=found.values("portal")
        )
        yield Rows(above, portal="overseer")


def _kind_of(row: InboxRow) -> str:
    return str(Suspicion(kind=row.words["kind"]).get_kind_display())
