"""Witnesses that do not answer, in the inbox of the standing editors of the province."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import F, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.boards.enums import APPROVERS
from portals.inbox.items import InboxAct, InboxItem
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource
from portals.tiers import INSTALL_TIER

from .models import Witness

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal


class SilentWitnesses(InboxSource):
    """A line a witness that was sent checkpoints and has sent none back for days."""

    kind = "silent-witness"
    label = gettext_lazy("Witnesses of the ledger that do not answer")
    positions = APPROVERS

    def portals(self, reader: InboxReader) -> list[Portal]:
        return [one for one in super().portals(reader) if one.tier_id == INSTALL_TIER][:1]

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            Witness.objects.silent(reader.now),
            portal=Value(portals[0].pk),
            since="waiting_since",
            words={"office": F("office"), "address": F("address")},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("witnesses")
        return row.item(
            title=_("%(office)s does not countersign the ledger") % {"office": row.words["office"]},
            url=url,
            acts=(InboxAct(label=_("See the witnesses"), url=url),),
            note=_("Checkpoints go to %(address)s.") % {"address": row.words["address"]},
        )
