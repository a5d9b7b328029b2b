"""What the province is reminded of for the re-check: to name the public draw in time, and to enter what was drawn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from typing import TYPE_CHECKING

from django.db.models import Exists, F, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.boards.enums import APPROVERS, STANDING_EDITORS
from portals.clock import LOCAL_ZONE, local_date
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource
from portals.models import Portal
from portals.tiers import INSTALL_TIER
from scoring.models import Proceeding, PublicDraw
from scoring.periods import Month

from .inbox import month_of
from .schedule import end_of

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader

# Before that it does not press.
PRESSES_DAYS = 10


class DrawsOfTheProvince(InboxSource):
    """A line of the portal that runs the install."""

    def portals(self, reader: InboxReader) -> list[Portal]:
        provinces = [one for one in super().portals(reader) if one.tier_id == INSTALL_TIER]
        return provinces[:1]


class DrawsToName(DrawsOfTheProvince):
    """The running month has no public draw yet: after its last day none can be named, and nothing is checked again."""

    kind = "draw-to-name"
    label = gettext_lazy("Public draws to name")
    positions = APPROVERS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        (province,) = portals
        month = Month.of(local_date(reader.now))
        # Nothing is drawn where the province scores all by itself.
        others = Proceeding.objects.exclude(scorer__tier=INSTALL_TIER)
        named = PublicDraw.objects.filter(month=month.first)
        yield Rows(
            Portal.objects.filter(~Exists(named), Exists(others), pk=province.pk),
            portal="pk",
            since=Value(datetime.combine(month.first, time(), LOCAL_ZONE)),
            due_at=Value(end_of(month.last)),
            words={"month": Value(f"{month.first}")},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        month = str(row.words["month"])[:7]
        url = reverse("scoring:name_draw", args=[month])
        left = (Month.parse(month).last - local_date(reader.now)).days
        return row.item(
            # Told anew each month.
            key=month,
            title=_("Name the public draw for the re-check of %(month)s")
            % {"month": month_of(row)},
            url=url,
            urgency=InboxUrgency.ORDINARY if left < PRESSES_DAYS else InboxUrgency.UNHURRIED,
            acts=(InboxAct(label=_("Name the draw"), url=url),),
            note=_("After the last day of the month none can be named any more."),
        )


class DrawsToEnter(DrawsOfTheProvince):
    """A draw that was held and whose result is not confirmed, for all who may but the one who entered it."""

    kind = "draw-to-enter"
    label = gettext_lazy("Results of public draws to enter")
    positions = STANDING_EDITORS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        (province,) = portals
        held = PublicDraw.objects.filter(confirmed_at=None, drawn_on__lte=local_date(reader.now))
        yield Rows(
            held.exclude(entered_by=reader.user),
            portal=Value(province.pk),
            since="named_at",
            words={"month": F("month"), "name": F("name"), "result": F("result")},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("scoring:enter_draw", args=[str(row.words["month"])[:7]])
        waits = bool(row.words["result"])
        told = {"name": row.words["name"], "month": month_of(row)}
        return row.item(
            # What somebody entered meanwhile is another thing to do.
            key=f"{row.pk}-{'confirm' if waits else 'enter'}",
            title=_("Confirm what “%(name)s” drew for %(month)s") % told
            if waits
            else _("Enter what “%(name)s” drew for %(month)s") % told,
            url=url,
            acts=(InboxAct(label=_("Enter the draw"), url=url),),
            # Never the number: the second person looks for themselves.
            note=_("Two persons enter it, each without seeing the other's.") if waits else "",
        )
