"""What was handed to the national system and is still here waits for the head, who gives it over and erases it."""

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

from ..models import NationalHandover

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal


class HandoversStillHere(InboxSource):
    """For who may export: the head, or who acts for them."""

    kind = "request-national"
    label = gettext_lazy("Requests to give to the national system")
    positions = EDITORS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            NationalHandover.objects.filter(erased_at=None),
            portal="portal",
            since="handed_at",
            words={"number": F("number")},
        )

    def items(self, reader: InboxReader, rows: list[InboxRow]) -> Iterator[InboxItem]:
        for row in rows:
            powers = reader.powers.get(row.portal.pk)
            # Nothing that waited makes it a deputy's, as in the verb.
            if powers is None or powers.basis(sensitive=True, waiting_since=reader.now) is None:
                continue
            page = reverse("cases_national", args=[row.portal.pk])
            yield row.item(
                title=_("To give to the national system and erase here: %(number)s")
                % {"number": row.words["number"]},
                url=page,
                acts=(InboxAct(label=_("Open the list"), url=page),),
            )
