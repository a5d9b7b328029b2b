"""What the inbox says of royalties: to the head which sheet waits, to the secretary which month has none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.boards.enums import Position
from portals.boards.models import BoardMember
from portals.clock import local_date
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource

from .enums import SheetState
from .models import RoyaltyFund, RoyaltySheet
from .money import dong_said
from .months import month_before

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal

SECRETARY, DEPUTY = frozenset({Position.SECRETARY}), frozenset({Position.DEPUTY})
# From this day of the month on the sheet of the month before is asked for.
ASKED_FROM = 5


class RoyaltySheetsToApprove(InboxSource):
    """A line for each sheet that waits for the head."""

    kind = "royalty-sheet"
    label = gettext_lazy("Royalty sheets to approve")
    positions = frozenset({Position.HEAD})

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            RoyaltySheet.objects.filter(state=SheetState.PROPOSED),
            portal="portal",
            since="proposed_at",
            words={"month": F("month"), "total": F("total")},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("royalty_sheet", args=[row.portal.pk, row.pk])
        year, month, _day = row.words["month"].split("-")
        return row.item(
            title=_("Royalty sheet of %(month)s: %(total)s đ")
            % {"month": f"{month}/{year}", "total": dong_said(row.words["total"])},
            url=url,
            acts=(InboxAct(label=_("Read and decide"), url=url),),
        )


class RoyaltySheetsMissing(InboxSource):
    """A line from the fifth on where the month before has no sheet. Of portals without a fund nothing is asked.

    For the secretary, and for deputies of a board that has none.
    """

    kind = "royalty-sheet-missing"
    label = gettext_lazy("Royalty sheets not drawn up")
    positions = SECRETARY | DEPUTY

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        day = local_date(reader.now)
        if day.day < ASKED_FROM:
            return
        month = month_before(day)
        begun = RoyaltySheet.objects.filter(portal=OuterRef("portal"), month=month)
        secretaries = BoardMember.objects.holding(SECRETARY, day)
        yield Rows(
            RoyaltyFund.objects.filter(
                ~Exists(begun), year=month.year, portal__opened_on__lt=day.replace(day=1)
            ),
            portal="portal",
            words={"has_secretary": Exists(secretaries.filter(board__portal=OuterRef("portal")))},
        )

    def items(self, reader: InboxReader, rows: list[InboxRow]) -> Iterator[InboxItem]:
        as_secretary = {portal.pk for portal in reader.portals(SECRETARY)}
        for row in rows:
            if row.portal.pk in as_secretary or not row.words["has_secretary"]:
                yield self.item(reader, row)

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("royalty_sheets", args=[row.portal.pk])
        month = month_before(local_date(reader.now))
        return row.item(
            title=_("The royalty sheet of %(month)s was not drawn up yet")
            % {"month": f"{month:%m/%Y}"},
            key=f"{row.portal.pk}-{month:%Y-%m}",
            url=url,
            urgency=InboxUrgency.UNHURRIED,
            acts=(InboxAct(label=_("Draw it up"), url=url),),
        )
