"""What a board finds in its inbox of stories sent from above: priority ones each, ordinary ones as one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Max, Min
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portals.boards.enums import DESK
from portals.clock import local_date
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from syndication.enums import DeliveryState, DispatchState, How
from syndication.models import Delivery, Nudge
from syndication.queries import title_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portals.inbox.reader import InboxReader


def _waiting(how: How, portals: Iterable[int]) -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        portal__in=list(portals),
        state=DeliveryState.WAITING,
        how=how,
        dispatch__state=DispatchState.OPEN,
    )


class PriorityStories:
    """Each places itself at its deadline, so each is a line with its time."""

    kind = "priority-story"
    label = gettext_lazy("Priority stories sent from above")

    def items(self, reader: InboxReader) -> Iterator[InboxItem]:
        portals = {portal.pk: portal for portal in reader.portals(DESK)}
        waiting = (
            _waiting(How.DEADLINE, portals)
            .select_related("dispatch__sender")
            .annotate(
                title=title_of("dispatch__story"),
                due=Coalesce("objection__due_again_at", "dispatch__due_at"),
            )
            .order_by("due", "pk")
        )
        place = reverse("syndication:place")
        for row in waiting:
            own = reverse("syndication:delivery", args=[row.pk])
            yield InboxItem(
                kind=self.kind,
                key=str(row.pk),
                title=row.title,
                portal=portals[row.portal_id],
                since=row.state_at,
                due_at=row.due,
                urgency=InboxUrgency.ORDINARY,
                url=own,
                acts=(
                    InboxAct(
                        label=_("Place now"), url=place, posts=True, fields=(("tin", str(row.pk)),)
                    ),
                    InboxAct(label=_("View or not place"), url=own),
                ),
                note=_("Priority, from %(portal)s: it places itself when the time is over.")
                % {"portal": row.dispatch.sender.name},
            )

    def urgent_portals(self, now: datetime) -> Iterable[int]:
        return ()


class Offers:
    """All ordinary stories that wait for one portal, as one line: thirty a day would bury a board otherwise."""

    kind = "offers"
    label = gettext_lazy("Ordinary stories sent from above")

    def items(self, reader: InboxReader) -> Iterator[InboxItem]:
        portals = {portal.pk: portal for portal in reader.portals(DESK)}
        rows = (
            _waiting(How.OFFER, portals)
            .values("portal")
            .annotate(
                count=Count("pk"),
                first=Min("state_at"),
                newest=Max("pk"),
                sender=Max("dispatch__sender__name"),
                senders=Count("dispatch__sender", distinct=True),
            )
            .order_by("portal")
        )
        for row in rows:
            choose = f"{reverse('syndication:received')}?cong={row['portal']}"
            # What came after the line was read is left for the next look at it.
            fields = (("cong", str(row["portal"])), ("den", str(row["newest"])))
            yield InboxItem(
                kind=self.kind,
                key=str(row["portal"]),
                title=self._title(row),
                portal=portals[row["portal"]],
                since=row["first"],
                due_at=None,
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

    def _title(self, row: Mapping[str, Any]) -> str:
        said = {"count": row["count"], "sender": row["sender"]}
        count = row["count"]
        if row["senders"] != 1:
            return (
                ngettext(
                    "%(count)s story sent from above", "%(count)s stories sent from above", count
                )
                % said
            )
        return (
            ngettext("%(count)s story from %(sender)s", "%(count)s stories from %(sender)s", count)
            % said
        )

    def urgent_portals(self, now: datetime) -> Iterable[int]:
        return ()


class NudgesOfToday:
    """The desk above reminded the board today, and something still waits."""

    kind = "nudge"
    label = gettext_lazy("Reminders by the portal above")

    def items(self, reader: InboxReader) -> Iterator[InboxItem]:
        portals = {portal.pk: portal for portal in reader.portals(DESK)}
        nudged = (
            Nudge.objects.filter(
                portal__in=list(portals),
                day=local_date(reader.now),
                portal__deliveries__state=DeliveryState.WAITING,
                portal__deliveries__how__in=[How.OFFER, How.DEADLINE],
                portal__deliveries__dispatch__sender=F("sender"),
                portal__deliveries__dispatch__state=DispatchState.OPEN,
            )
            .annotate(waiting=Count("portal__deliveries"))
            .select_related("sender")
            .order_by("pk")
        )
        for nudge in nudged:
            url = f"{reverse('syndication:received')}?cong={nudge.portal_id}"
            yield InboxItem(
                kind=self.kind,
                key=str(nudge.pk),
                title=_("%(sender)s asks you to decide") % {"sender": nudge.sender.name},
                portal=portals[nudge.portal_id],
                since=nudge.nudged_at,
                due_at=None,
                urgency=InboxUrgency.ORDINARY,
                url=url,
                acts=(InboxAct(label=_("Choose"), url=url),),
                note=ngettext(
                    "%(count)s story waits for your board.",
                    "%(count)s stories wait for your board.",
                    nudge.waiting,
                )
                % {"count": nudge.waiting},
            )

    def urgent_portals(self, now: datetime) -> Iterable[int]:
        return ()
