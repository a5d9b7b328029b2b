"""What this floor puts into the inbox: stories offered from below, sent from above, and those that did not arrive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portals.boards.enums import DESK, EDITORS
from portals.clock import LOCAL_ZONE, local_date
from portals.inbox import registry
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency

from .deliveries.inbox import NudgesOfToday, Offers, PriorityStories
from .dispatches.inbox import FailedDeliveries, Objections, UrgentEndsSoon, UrgentToConfirm
from .enums import AT_ONCE, DeliveryState, How, ProposalState
from .models import Delivery, Dispatch, Proposal
from .queries import title_of

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader

# What a desk has for a story that a member sends up, before the inbox calls it late.
ANSWER_TIME = timedelta(hours=48)


def register_sources() -> None:
    registry.register(UrgentToConfirm())
    registry.register(UrgentEndsSoon())
    registry.register(PriorityStories())
    registry.register(Objections())
    registry.register(NudgesOfToday())
    registry.register(Offers())
    registry.register(OfferedStories())
    registry.register(FailedDeliveries())
    registry.register(ReceivedToday())


class OfferedStories:
    kind = "proposal"
    label = gettext_lazy("Stories that members send up")

    def items(self, reader: InboxReader) -> Iterator[InboxItem]:
        portals = {portal.pk: portal for portal in reader.overseeing(DESK)}
        waiting = (
            Proposal.objects.filter(receiver__in=portals, state=ProposalState.WAITING)
            .select_related("sender")
            .annotate(title=title_of("story"))
        )
        for proposal in waiting:
            take = reverse("syndication:take", args=[proposal.pk])
            yield InboxItem(
                kind=self.kind,
                key=str(proposal.pk),
                title=proposal.title,
                portal=portals[proposal.receiver_id],
                since=proposal.proposed_at,
                due_at=proposal.proposed_at + ANSWER_TIME,
                urgency=InboxUrgency.ORDINARY,
                url=take,
                acts=(
                    InboxAct(label=_("Take for publication"), url=take),
                    InboxAct(
                        label=_("Not use"), url=reverse("syndication:decline", args=[proposal.pk])
                    ),
                ),
                note=_("sent up by %(portal)s") % {"portal": proposal.sender.name},
            )

    def urgent_portals(self, now: datetime) -> Iterable[int]:
        return ()


class ReceivedToday:
    """What portals above placed on one's own today: a line a portal, since nothing need be done."""

    kind = "received"
    label = gettext_lazy("Stories that portals above sent today")

    def items(self, reader: InboxReader) -> Iterator[InboxItem]:
        portals = reader.portals(EDITORS)
        today = datetime.combine(local_date(reader.now), time.min, tzinfo=LOCAL_ZONE)
        counts = {
            row["portal"]: row
            for row in Delivery.objects.filter(
                portal__in=portals,
                state=DeliveryState.PLACED,
                how__in=[*AT_ONCE, How.DEADLINE],
                dispatch__in=Dispatch.objects.filter(sent_at__gte=today).values("pk"),
            )
            .order_by()
            .values("portal")
            .annotate(count=Count("pk"), latest=Max("state_at"))
        }
        url = reverse("syndication:received")
        for portal in portals:
            row = counts.get(portal.pk)
            if row is None:
                continue
            yield InboxItem(
                kind=self.kind,
                key=f"{portal.pk}-{today:%Y%m%d}",
                title=ngettext(
                    "%(count)s story sent from above",
                    "%(count)s stories sent from above",
                    row["count"],
                )
                % {"count": row["count"]},
                portal=portal,
                since=row["latest"],
                due_at=None,
                urgency=InboxUrgency.UNHURRIED,
                url=url,
                acts=(InboxAct(label=_("View"), url=url),),
                note=_("They stand on the portal already; take one down if it does not fit."),
            )

    def urgent_portals(self, now: datetime) -> Iterable[int]:
        return ()
