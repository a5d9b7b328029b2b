"""What the inbox says of duties: to a board what it owes, to an overseer which boards below are overdue."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, F, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portals.boards.enums import EDITORS, STANDING_EDITORS
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource

from . import registry
from .in_hand import opened_for
from .models import Obligation
from .queries import overdue, owed_still
from .spans import Span
from .words import period_words

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal

NAMED = 3


class OwedThings(InboxSource):
    """A line for each thing that a board owes by a day."""

    kind = "owed"
    label = gettext_lazy("What must be published by a day")
    positions = EDITORS
    always_told = True

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            Obligation.objects.filter(owed_still(reader.now)),
            portal="portal",
            due_at="due_at",
            words={
                "title": F("duty__title"),
                "frequency": F("duty__frequency"),
                "by": F("duty__fulfilled_by"),
                "start": F("starts_on"),
                "end": F("ends_on"),
                "gone": F("taken_down_at"),
                "event": F("event_title"),
                "key": F("event"),
            },
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        words = row.words
        span = Span(date.fromisoformat(words["start"]), date.fromisoformat(words["end"]))
        page = f"{reverse('portal_duties', args=[row.portal.pk])}#viec-{row.pk}"
        acts = [InboxAct(label=_("What is owed"), url=page)]
        if url := registry.work_url(row.portal.pk, words["by"], words["key"]):
            acts.insert(0, InboxAct(label=_("Publish it"), url=opened_for(url, row.pk)))
        return row.item(
            title=_("%(what)s, %(period)s")
            % {
                "what": words["title"],
                "period": period_words(words["frequency"], span, words["event"]),
            },
            url=page,
            acts=tuple(acts),
            note=_("It was taken down too early and must be public again.")
            if words["gone"]
            else "",
        )


class OverdueBelow(InboxSource):
    """A line for an overseer: how many boards below are overdue with what they owe, and the latest of them.

    Of the same portals and things as the page to which it leads (`lateness_of`).
    """

    kind = "owed-below"
    label = gettext_lazy("Boards below that are overdue with what must be published")
    positions = STANDING_EDITORS
    from_below = True

    def portal_ids(self, reader: InboxReader, portals: list[Portal]) -> Collection[int]:
        return set(reader.below(portals))

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            Obligation.objects.filter(overdue(reader.now)).values("portal"),
            pk="portal",
            portal="portal",
            since=Min("due_at"),
            words={"count": Count("pk")},
        )

    def items(self, reader: InboxReader, rows: list[InboxRow]) -> Iterator[InboxItem]:
        late = sorted(rows, key=lambda row: (-row.words["count"], row.portal.name))
        overseer = self.portals(reader)[0]
        names = ", ".join(row.portal.name for row in late[:NAMED])
        more = len(late) - NAMED
        url = reverse("duties_below", args=[overseer.pk])
        yield InboxItem(
            kind=self.kind,
            key=str(overseer.pk),
            title=ngettext(
                "%(count)s board below is overdue with what must be published",
                "%(count)s boards below are overdue with what must be published",
                len(late),
            )
            % {"count": len(late)},
            portal=overseer,
            since=min((row.since for row in rows if row.since), default=None),
            due_at=None,
            urgency=InboxUrgency.UNHURRIED,
            url=url,
            acts=(InboxAct(label=_("See which"), url=url),),
            note=_("%(names)s and %(count)s more") % {"names": names, "count": more}
            if more > 0
            else names,
        )
