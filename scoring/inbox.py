"""What this floor puts into the inbox: links that lead nowhere, before they cost points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portals.boards.enums import DESK, EDITORS
from portals.clock import local_date
from portals.inbox import registry
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency

from .faults import LinkToMend, fronts_down, links_to_mend

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader


def register_sources() -> None:
    registry.register(BrokenLinks())
    registry.register(FrontsDown())


class BrokenLinks:
    """One line a portal, for those who write there; due when the first of its links begins to cost points."""

    kind = "broken-links"
    label = gettext_lazy("Links that lead nowhere")

    def items(self, reader: InboxReader) -> Iterator[InboxItem]:
        portals = {portal.pk: portal for portal in reader.portals(EDITORS)}
        if not portals:
            return
        by_portal: dict[int, list[LinkToMend]] = defaultdict(list)
        for row in links_to_mend(portals, reader.now):
            if row.counts_at is not None:
                by_portal[row.link.portal_id].append(row)
        for portal_id, rows in by_portal.items():
            url = reverse("scoring:faults_of", args=[portal_id])
            due = min(row.counts_at for row in rows if row.counts_at)
            yield InboxItem(
                kind=self.kind,
                # A day's list is told once.
                key=f"{portal_id}-{local_date(rows[-1].link.shown_at)}",
                title=ngettext(
                    "%(count)s link leads nowhere", "%(count)s links lead nowhere", len(rows)
                )
                % {"count": len(rows)},
                portal=portals[portal_id],
                since=rows[0].link.shown_at,
                due_at=due if due > reader.now else None,
                urgency=InboxUrgency.UNHURRIED,
                url=url,
                acts=(InboxAct(label=_("See what to mend"), url=url),),
                note=_("A broken link costs points from the fifth working day on."),
            )

    def urgent_portals(self, _now: datetime) -> Iterable[int]:
        return ()


class FrontsDown:
    """A line a portal that does not answer, for the desk of the province: no board can mend its own front."""

    kind = "fronts-down"
    label = gettext_lazy("Portals that do not answer")

    def items(self, reader: InboxReader) -> Iterator[InboxItem]:
        province = next((one for one in reader.portals(DESK) if one.tier_id == "province"), None)
        if province is None:
            return
        for outage in fronts_down():
            url = reverse("scoring:faults_of", args=[outage.target.front_of_id])
            yield InboxItem(
                kind=self.kind,
                key=str(outage.pk),
                title=_("%(portal)s does not answer") % {"portal": outage.target.front_of},
                portal=province,
                since=outage.since,
                due_at=None,
                urgency=InboxUrgency.ORDINARY,
                url=url,
                acts=(InboxAct(label=_("See what to mend"), url=url),),
                note=f"{outage.target.url}: {outage.get_fault_display()}",
            )

    def urgent_portals(self, _now: datetime) -> Iterable[int]:
        return ()
