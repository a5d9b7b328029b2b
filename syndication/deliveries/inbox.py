"""What a board finds in its inbox of stories sent from above: priority ones each, ordinary ones as one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portals.boards.enums import STANDING_EDITORS, Position
from portals.clock import local_date
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource
from syndication.enums import DeliveryState, DispatchState, How
from syndication.models import Delivery, Nudge, ReceivingGrant
from syndication.queries import title_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portals.inbox.reader import InboxReader
    from portals.models import Portal


def _waiting(how: How) -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        state=DeliveryState.WAITING, how=how, dispatch__state=DispatchState.OPEN
    )


class PriorityStories(InboxSource):
    """Each places itself at its deadline, so each is a line with its time."""

    kind = "priority-story"
    label = gettext_lazy("Priority stories sent from above")
    positions = STANDING_EDITORS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            _waiting(How.DEADLINE),
            portal="portal",
            since="state_at",
            due_at=Coalesce("objection__due_again_at", "dispatch__due_at"),
            words={
                "title": title_of("dispatch__story"),
                "sender": F("dispatch__sender__name"),
            },
        )

    # To say why it is not placed is no matter of editors.
    view_label = gettext_lazy("View or not place")

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        own = reverse("syndication:delivery", args=[row.pk])
        return row.item(
            title=row.words["title"],
            url=own,
            acts=(
                InboxAct(
                    label=_("Place now"),
                    url=reverse("syndication:place"),
                    posts=True,
                    fields=(("tin", str(row.pk)),),
                ),
                InboxAct(label=str(self.view_label), url=own),
            ),
            note=_("Priority, from %(portal)s: it places itself when the time is over.")
            % {"portal": row.words["sender"]},
        )


class Offers(InboxSource):
    """All ordinary stories that wait for one portal, as one line: thirty a day would bury a board otherwise."""

    kind = "offers"
    label = gettext_lazy("Ordinary stories sent from above")
    positions = STANDING_EDITORS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            _waiting(How.OFFER).values("portal"),
            pk="portal",
            portal="portal",
            since=Min("state_at"),
            words={
                "count": Count("pk"),
                "newest": Max("pk"),
                "sender": Max("dispatch__sender__name"),
                "senders": Count("dispatch__sender", distinct=True),
            },
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        choose = f"{reverse('syndication:received')}?cong={row.pk}"
        # What came after the line was read is left for the next look at it.
        fields = (("cong", str(row.pk)), ("den", str(row.words["newest"])))
        return row.item(
            title=self._title(row.words),
            urgency=InboxUrgency.UNHURRIED,
            url=choose,
            acts=(
                InboxAct(
                    label=_("Place all"),
                    url=reverse("syndication:place"),
                    posts=True,
                    fields=fields,
                ),
                InboxAct(label=_("Choose"), url=choose),
                InboxAct(
                    label=_("Leave all aside"),
                    url=reverse("syndication:ignore"),
                    posts=True,
                    fields=fields,
                ),
            ),
        )

    def _title(self, words: Mapping[str, Any]) -> str:
        count = words["count"]
        if words["senders"] != 1:
            return (
                ngettext(
                    "%(count)s story sent from above", "%(count)s stories sent from above", count
                )
                % words
            )
        return (
            ngettext("%(count)s story from %(sender)s", "%(count)s stories from %(sender)s", count)
            % words
        )


def _let_by_the_head(rows: Iterable[Rows], now: datetime) -> Iterator[Rows]:
    """Those of boards whose head lets editors take over."""
    granted = ReceivingGrant.objects.in_force(now).filter(portal=OuterRef("portal"))
    return (replace(one, found=one.found.filter(Exists(granted))) for one in rows)


class PriorityStoriesForEditors(PriorityStories):
    kind = "priority-story-editor"
    label = gettext_lazy("Priority stories that editors take over for the head")
    view_label = gettext_lazy("View")
    positions = frozenset({Position.EDITOR})

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        return _let_by_the_head(super().rows(reader, portals), reader.now)


class OffersForEditors(Offers):
    kind = "offers-editor"
    label = gettext_lazy("Ordinary stories that editors take over for the head")
    positions = frozenset({Position.EDITOR})

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        return _let_by_the_head(super().rows(reader, portals), reader.now)


class NudgesOfToday(InboxSource):
    """The standing editors above reminded the board today, and something still waits."""

    kind = "nudge"
    label = gettext_lazy("Reminders by the portal above")
    positions = STANDING_EDITORS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            Nudge.objects.filter(
                day=local_date(reader.now),
                portal__deliveries__state=DeliveryState.WAITING,
                portal__deliveries__how__in=[How.OFFER, How.DEADLINE],
                portal__deliveries__dispatch__sender=F("sender"),
                portal__deliveries__dispatch__state=DispatchState.OPEN,
            ),
            portal="portal",
            since="nudged_at",
            words={"sender": F("sender__name"), "waiting": Count("portal__deliveries")},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = f"{reverse('syndication:received')}?cong={row.portal.pk}"
        waiting = row.words["waiting"]
        return row.item(
            title=_("%(sender)s asks you to decide") % {"sender": row.words["sender"]},
            url=url,
            acts=(InboxAct(label=_("Choose"), url=url),),
            note=ngettext(
                "%(count)s story waits for your board.",
                "%(count)s stories wait for your board.",
                waiting,
            )
            % {"count": waiting},
        )
