"""The alarm to the portal above: boards below it that are not staffed as the rules ask. One line a portal above."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource

from .enums import STANDING_EDITORS
from .staffing import calling_boards

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal

NAMED = 5


class BoardsInDisorder(InboxSource):
    """Only direct overseers are told: of a commune its district, and the province of its districts."""

    kind = "staffing"
    label = gettext_lazy("Boards that are not staffed as the rules ask")
    positions = STANDING_EDITORS
    from_below = True

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            calling_boards(reader.now),
            pk="portal",
            portal="overseer",
            words={
                "name": F("portal__name"),
                # Names are ordered where it is known how letters with marks are.
                "place": Window(
                    RowNumber(), order_by=["portal__tier__level", "portal__name", "pk"]
                ),
            },
        )

    def items(self, reader: InboxReader, rows: list[InboxRow]) -> Iterator[InboxItem]:
        by_overseer: dict[int, list[InboxRow]] = defaultdict(list)
        for row in sorted(rows, key=lambda one: one.words["place"]):
            by_overseer[row.portal.pk].append(row)
        for found in by_overseer.values():
            yield self._line(found)

    def _line(self, found: list[InboxRow]) -> InboxItem:
        overseer_id = found[0].portal.pk
        names = ", ".join(row.words["name"] for row in found[:NAMED])
        more = len(found) - NAMED
        url = f"{reverse('boards')}?rule=any&overseer={overseer_id}"
        return found[0].item(
            key=str(overseer_id),
            title=ngettext(
                "%(count)s board below is not in order",
                "%(count)s boards below are not in order",
                len(found),
            )
            % {"count": len(found)},
            urgency=InboxUrgency.UNHURRIED,
            url=url,
            acts=(InboxAct(label=_("See the boards"), url=url),),
            note=_("%(names)s and %(count)s more boards") % {"names": names, "count": more}
            if more > 0
            else names,
        )
