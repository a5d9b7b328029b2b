"""Recordings whose text is late, told to the board that published them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portals.boards.enums import ALL_POSITIONS
from portals.inbox.items import InboxAct, InboxItem
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource
from portals.tree import portal_at

from .models import BroadcastPage
from .text_due import WAS_IMPORTED, WORKING_DAYS, text_due_at

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal


# Lines of one portal; one more stands for the rest.
MOST_LATE = 10


class LateTexts(InboxSource):
    """A line a bulletin, from the day after the second working day on, until its text stands there.

    What was taken over from an archive is not asked for.
    """

    kind = "bulletin-text"
    label = gettext_lazy("Loudspeaker bulletins whose text is late")
    positions = ALL_POSITIONS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            BroadcastPage.objects.filter(
                ~WAS_IMPORTED,
                live=True,
                lacks_text=True,
                first_published_at__lt=reader.now - timedelta(days=WORKING_DAYS),
            ),
            portal=portal_at("path"),
            since="first_published_at",
            words={"title": F("title")},
            most=MOST_LATE,
        )

    def items(self, reader: InboxReader, rows: list[InboxRow]) -> Iterator[InboxItem]:
        """The working days are counted by the calendar, which no row can hold."""
        for row in rows:
            if row.since is not None and reader.now > text_due_at(row.since, reader.calendar):
                yield self.item(reader, row) if row.stands_for == 1 else self.rest(reader, row)

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("wagtailadmin_pages:edit", args=[row.pk])
        return row.item(
            title=_("“%(title)s” has sound and no text yet") % {"title": row.words["title"]},
            url=url,
            acts=(InboxAct(label=_("Write the text"), url=url),),
            note=_("The text was due two working days after publication."),
        )

    def rest(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        words = ngettext(
            "%(count)s more bulletin has sound and no text yet",
            "%(count)s more bulletins have sound and no text yet",
            row.stands_for,
        )
        return row.item(
            title=words % {"count": row.stands_for},
            url=reverse("wagtailadmin_pages:edit", args=[row.pk]),
            key=f"more-{row.portal.pk}",
        )
