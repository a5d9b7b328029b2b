"""The alarm: what the scan found on a portal, told to its board and to the desk above, in the inbox and by mail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portals.boards.enums import DESK
from portals.clock import local_date
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.models import Oversight, Portal

from .models import Suspicion

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader

NAMED = 3


class FindingsOfTheScan:
    """A line a portal, of one's own and of those that one's own oversee directly. A new finding makes it a new line."""

    kind = "suspicion"
    label = gettext_lazy("What the scan found on a portal")

    def items(self, reader: InboxReader) -> Iterator[InboxItem]:
        mine = reader.portals(DESK)
        if not mine:
            return
        told = {portal.pk for portal in mine} | set(reader.below(mine))
        by_portal: dict[Portal, list[Suspicion]] = defaultdict(list)
        for suspicion in (
            Suspicion.objects.open()
            .filter(portal__in=told)
            .select_related("portal__site")
            .order_by("portal", "-found_at", "-pk")
        ):
            by_portal[suspicion.portal].append(suspicion)
        for portal, found in by_portal.items():
            url = f"{reverse('suspicions')}?portal={portal.pk}"
            yield InboxItem(
                kind=self.kind,
                key=f"{portal.pk}-{found[0].pk}",
                title=ngettext(
                    "%(count)s thing on %(portal)s that should not be there",
                    "%(count)s things on %(portal)s that should not be there",
                    len(found),
                )
                % {"count": len(found), "portal": portal.name},
                portal=portal,
                since=found[0].found_at,
                due_at=None,
                urgency=InboxUrgency.URGENT,
                url=url,
                acts=(InboxAct(label=_("See and mend"), url=url),),
                note="; ".join(
                    f"{one.get_kind_display()}: {one.words[:60]}" for one in found[:NAMED]
                ),
            )

    def urgent_portals(self, now: datetime) -> Iterable[int]:
        """The portals with open findings and those that oversee them."""
        struck = set(Suspicion.objects.open().values_list("portal", flat=True).distinct())
        above = Oversight.objects.in_force(local_date(now)).filter(portal__in=struck)
        return struck | set(above.values_list("overseer", flat=True)) if struck else ()
