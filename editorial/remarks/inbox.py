"""What readers missed, as one line of a portal: something to read when there is time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portals.boards.enums import EDITORS
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource

from .actions import KEPT
from .models import ReaderRemark

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal


class RemarksToRead(InboxSource):
    kind = "remark"
    label = gettext_lazy("What readers missed")
    positions = EDITORS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        unread = ReaderRemark.objects.filter(read_at=None, left_at__gte=reader.now - KEPT)
        yield Rows(
            unread.values("portal"),
            pk="portal",
            portal="portal",
            since=Min("left_at"),
            words={"count": Count("pk"), "pages": Count("story", distinct=True)},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("reader_remarks", args=[row.pk])
        count, pages = row.words["count"], row.words["pages"]
        return row.item(
            title=ngettext(
                "%(count)s reader wrote what was missing",
                "%(count)s readers wrote what was missing",
                count,
            )
            % {"count": count},
            urgency=InboxUrgency.UNHURRIED,
            url=url,
            acts=(InboxAct(label=_("Read them"), url=url),),
            note=ngettext("about %(pages)s page", "about %(pages)s pages", pages)
            % {"pages": pages},
        )
