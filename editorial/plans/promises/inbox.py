"""What the inbox says of promises: to a board what to confirm and to answer, to an overseer who says nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, F, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from editorial.plans.enums import PromiseState
from editorial.plans.models import AgencyPromise
from portals.boards.enums import APPROVERS, STANDING_EDITORS
from portals.clock import local_date
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource

from .queries import text_stands, unanswered
from .standing import NAMED_BEFORE

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal


class ProposedPromises(InboxSource):
    """A line for a portal of whose texts sentences wait to be confirmed as promises."""

    kind = "promise-proposed"
    label = gettext_lazy("Sentences that may be promises")
    positions = APPROVERS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        # One whose day has come can be confirmed no more.
        proposed = AgencyPromise.objects.filter(
            text_stands(), state=PromiseState.PROPOSED, due_on__gt=local_date(reader.now)
        )
        yield Rows(
            proposed.values("portal"),
            pk="portal",
            portal="portal",
            since=Min("found_at"),
            words={"count": Count("pk")},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("portal_promises", args=[row.portal.pk])
        count = row.words["count"]
        return row.item(
            title=ngettext(
                "%(count)s sentence of your texts may be a promise with a day",
                "%(count)s sentences of your texts may be promises with a day",
                count,
            )
            % {"count": count},
            url=url,
            urgency=InboxUrgency.UNHURRIED,
            acts=(InboxAct(label=_("Confirm or decline"), url=url),),
        )


class PromisesDue(InboxSource):
    """A line for each promise whose day is near or past and of which nothing was said."""

    kind = "promise-due"
    label = gettext_lazy("Promises whose day has come")
    positions = APPROVERS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        near = local_date(reader.now) + timedelta(days=NAMED_BEFORE)
        yield Rows(
            AgencyPromise.objects.filter(text_stands(), state=PromiseState.OPEN, due_on__lte=near),
            portal="portal",
            due_at="told_at",
            words={"words": F("words"), "due_on": F("due_on")},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("portal_promises", args=[row.portal.pk])
        day = date.fromisoformat(row.words["due_on"])
        return row.item(
            title=_("Promised for %(day)s: %(words)s")
            % {"day": f"{day:%d/%m/%Y}", "words": row.words["words"]},
            url=url,
            acts=(InboxAct(label=_("Say what became of it"), url=url),),
            note=_("Its day is past, and nothing was said of it.")
            if day < local_date(reader.now)
            else "",
        )


class SilentPromisesBelow(InboxSource):
    """A line for an overseer: of how many promises below the day is past without a word."""

    kind = "promise-silent-below"
    label = gettext_lazy("Promises below without an answer")
    positions = STANDING_EDITORS
    from_below = True

    def portal_ids(self, reader: InboxReader, portals: list[Portal]) -> Collection[int]:
        return set(reader.below(portals))

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            AgencyPromise.objects.filter(unanswered(reader.now)).values("portal"),
            pk="portal",
            portal="portal",
            words={"count": Count("pk")},
        )

    def items(self, reader: InboxReader, rows: list[InboxRow]) -> Iterator[InboxItem]:
        overseer = self.portals(reader)[0]
        count = sum(row.words["count"] for row in rows)
        url = reverse("promises_below", args=[overseer.pk])
        yield InboxItem(
            kind=self.kind,
            key=str(overseer.pk),
            title=ngettext(
                "Of %(count)s promise below the day is past without a word",
                "Of %(count)s promises below the day is past without a word",
                count,
            )
            % {"count": count},
            portal=overseer,
            since=None,
            due_at=None,
            urgency=InboxUrgency.UNHURRIED,
            url=url,
            acts=(InboxAct(label=_("See which"), url=url),),
        )
