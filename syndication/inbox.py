"""What this floor puts into the inbox: stories offered from below, sent from above, and those that did not arrive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, F, Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portals.boards.enums import EDITORS, STANDING_EDITORS
from portals.clock import LOCAL_ZONE, local_date
from portals.inbox import registry
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource

from .deliveries.inbox import (
    NudgesOfToday,
    Offers,
    OffersForEditors,
    PriorityStories,
    PriorityStoriesForEditors,
)
from .dispatches.inbox import FailedDeliveries, Objections, UrgentEndsSoon, UrgentToConfirm
from .enums import AT_ONCE, DeliveryState, How, ProposalState
from .models import Delivery, Dispatch, Proposal
from .queries import title_of

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal

# What standing editors have for a story that a member sends up, before the inbox calls it late.
ANSWER_TIME = timedelta(hours=48)


def register_sources() -> None:
    registry.register(UrgentToConfirm())
    registry.register(UrgentEndsSoon())
    registry.register(PriorityStories())
    registry.register(Objections())
    registry.register(NudgesOfToday())
    registry.register(Offers())
    registry.register(PriorityStoriesForEditors())
    registry.register(OffersForEditors())
    registry.register(OfferedStories())
    registry.register(FailedDeliveries())
    registry.register(ReceivedToday())


class OfferedStories(InboxSource):
    kind = "proposal"
    label = gettext_lazy("Stories that members send up")
    positions = STANDING_EDITORS
    from_below = True

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            Proposal.objects.filter(state=ProposalState.WAITING),
            portal="receiver",
            since="proposed_at",
            due_at=F("proposed_at") + ANSWER_TIME,
            words={"title": title_of("story"), "sender": F("sender__name")},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        take = reverse("syndication:take", args=[row.pk])
        return row.item(
            title=row.words["title"],
            url=take,
            acts=(
                InboxAct(label=_("Take for publication"), url=take),
                InboxAct(label=_("Not use"), url=reverse("syndication:decline", args=[row.pk])),
            ),
            note=_("sent up by %(portal)s") % {"portal": row.words["sender"]},
        )


class ReceivedToday(InboxSource):
    """What portals above placed on one's own today: a line a portal, since nothing need be done."""

    kind = "received"
    label = gettext_lazy("Stories that portals above sent today")
    positions = EDITORS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        sent_today = Dispatch.objects.filter(sent_at__gte=_beginning_of_day(reader))
        yield Rows(
            Delivery.objects.filter(
                state=DeliveryState.PLACED,
                how__in=[*AT_ONCE, How.DEADLINE],
                dispatch__in=sent_today.values("pk"),
            ).values("portal"),
            pk="portal",
            portal="portal",
            since=Max("state_at"),
            words={"count": Count("pk")},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        count, url = row.words["count"], reverse("syndication:received")
        return row.item(
            key=f"{row.pk}-{_beginning_of_day(reader):%Y%m%d}",
            title=ngettext(
                "%(count)s story sent from above", "%(count)s stories sent from above", count
            )
            % {"count": count},
            urgency=InboxUrgency.UNHURRIED,
            url=url,
            acts=(InboxAct(label=_("View"), url=url),),
            only_tells=True,
            note=_("They stand on the portal already; take one down if it does not fit."),
        )


def _beginning_of_day(reader: InboxReader) -> datetime:
    return datetime.combine(local_date(reader.now), time.min, tzinfo=LOCAL_ZONE)
