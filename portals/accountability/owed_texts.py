"""What the inbox says of accepted corrections: the text that is still to be set right, by its day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.boards.enums import EDITORS
from portals.inbox.items import InboxAct, InboxItem
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource

from .models import CorrectionRuling

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal


class TextsToSetRight(InboxSource):
    """A text that the board ruled to be wrong waits until it does not say so any more."""

    kind = "text-to-set-right"
    label = gettext_lazy("Texts to set right after a correction")
    positions = EDITORS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            CorrectionRuling.objects.filter(applied_at=None),
            pk="case",
            portal="portal",
            since="ruled_at",
            due_at="due_at",
            words={"code": F("case__code"), "right": F("right")},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        page = reverse("case_page", args=[row.pk])
        return row.item(
            title=_("Text to set right: %(code)s") % {"code": row.words["code"]},
            url=page,
            acts=(InboxAct(label=_("See what is to be changed"), url=page),),
            note=row.words["right"],
        )
