"""Missing numbers that a board has not answered for ("Văn bản còn thiếu số"): a line a portal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from editorial.models import NumberGap
from portals.boards.enums import STANDING_EDITORS
from portals.inbox.items import InboxAct, InboxItem
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal


class MissingNumbers(InboxSource):
    kind = "missing-numbers"
    label = gettext_lazy("Missing numbers of documents")
    positions = STANDING_EDITORS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            NumberGap.objects.filter(closed_at=None, answer="").values("portal"),
            pk="portal",
            portal="portal",
            since=Min("noticed_at"),
            due_at=Min("due_at"),
            words={"count": Count("pk"), "first": Min("number")},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        count, url = row.words["count"], reverse("portal_gaps", args=[row.pk])
        return row.item(
            title=ngettext(
                "%(count)s number of a document is missing",
                "%(count)s numbers of documents are missing",
                count,
            )
            % {"count": count},
            url=url,
            acts=(InboxAct(label=_("Publish or answer"), url=url),),
            note=_("Such as %(number)s. Citizens are told after ten working days.")
            % {"number": row.words["first"]},
        )
