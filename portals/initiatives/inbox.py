"""What the inbox says of initiatives: to the province which one waits for an answer, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import F, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.boards.enums import STANDING_EDITORS
from portals.inbox.items import InboxAct, InboxItem
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource
from portals.tiers import INSTALL_TIER

from .enums import InitiativeState
from .models import Initiative

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal


class InitiativesToAnswer(InboxSource):
    """A line for each initiative that is open, due at the end of its term; one that is late says so."""

    kind = "initiative"
    label = gettext_lazy("Initiatives to answer")
    positions = STANDING_EDITORS

    def portals(self, reader: InboxReader) -> list[Portal]:
        return [one for one in super().portals(reader) if one.tier_id == INSTALL_TIER][:1]

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            Initiative.objects.filter(state=InitiativeState.OPEN),
            portal=Value(portals[0].pk),
            since="submitted_at",
            due_at="due_at",
            words={"title": F("title"), "by": F("portal__name")},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("initiative", args=[row.pk])
        is_late = row.due_at is not None and row.due_at < reader.now
        return row.item(
            title=_("Initiative of %(portal)s: %(title)s")
            % {"portal": row.words["by"], "title": row.words["title"]},
            url=url,
            acts=(InboxAct(label=_("Read and answer"), url=url),),
            note=_("Its term has passed.") if is_late else "",
        )
