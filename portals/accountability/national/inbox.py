"""What was handed to the national system and is still here waits for the head, who gives it over and erases it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.boards.enums import EDITORS
from portals.inbox.items import InboxAct, InboxItem
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource

from ..models import NationalHandover

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal

# So long what persons told may lie here after it was given over.
CONFIRMED_WITHIN = timedelta(days=3)


class HandoversStillHere(InboxSource):
    """For who may export: the head, or who acts for them. What was exported is confirmed within `CONFIRMED_WITHIN`."""

    kind = "request-national"
    label = gettext_lazy("Requests to give to the national system")
    positions = EDITORS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            NationalHandover.objects.filter(erased_at=None),
            portal="portal",
            since="handed_at",
            due_at=F("exported_at") + Value(CONFIRMED_WITHIN),
            words={"number": F("number"), "exported": Cast("exported_at", TextField())},
        )

    def items(self, reader: InboxReader, rows: list[InboxRow]) -> Iterator[InboxItem]:
        for row in rows:
            powers = reader.powers.get(row.portal.pk)
            # Nothing that waited makes it a deputy's, as in the verb.
            if powers is None or powers.basis(sensitive=True, waiting_since=reader.now) is None:
                continue
            page = reverse("cases_national", args=[row.portal.pk])
            words = (
                _("To erase here once the national system has the file: %(number)s")
                if row.words["exported"]
                else _("To give to the national system and erase here: %(number)s")
            )
            yield row.item(
                title=words % {"number": row.words["number"]},
                url=page,
                acts=(InboxAct(label=_("Open the list"), url=page),),
            )
