"""The alarm to the portal above: boards below it that are not staffed as the rules ask. One line a portal above."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portals.inbox.items import InboxAct, InboxItem, InboxUrgency

from .enums import DESK
from .staffing import alarms_of

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader

NAMED = 5


class BoardsInDisorder:
    """Only direct overseers are told: of a commune its district, and the province of its districts."""

    kind = "staffing"
    label = gettext_lazy("Boards that are not staffed as the rules ask")

    def items(self, reader: InboxReader) -> Iterator[InboxItem]:
        portals = reader.overseeing(DESK)
        if not portals:
            return
        alarms = alarms_of(portals, reader.now)
        for portal in portals:
            found = alarms.get(portal.pk)
            if not found:
                continue
            names, more = ", ".join(found[:NAMED]), len(found) - NAMED
            url = f"{reverse('boards')}?rule=any&overseer={portal.pk}"
            yield InboxItem(
                kind=self.kind,
                key=str(portal.pk),
                title=ngettext(
                    "%(count)s board below is not in order",
                    "%(count)s boards below are not in order",
                    len(found),
                )
                % {"count": len(found)},
                portal=portal,
                since=None,
                due_at=None,
                urgency=InboxUrgency.UNHURRIED,
                url=url,
                acts=(InboxAct(label=_("See the boards"), url=url),),
                note=_("%(names)s and %(count)s more boards") % {"names": names, "count": more}
                if more > 0
                else names,
            )

    def urgent_portals(self, now: datetime) -> Iterable[int]:
        return ()
