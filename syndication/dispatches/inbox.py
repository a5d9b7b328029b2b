"""What a desk that sends finds in its inbox: objections, urgent sendings to confirm or renew, what did not arrive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portals.boards.enums import DESK
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from syndication.enums import DeliveryState, DispatchState, ObjectionState, Urgency
from syndication.models import Delivery, Dispatch, Objection
from syndication.queries import title_of

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader

# The desk is asked so long before an urgent story leaves the top of home pages.
ASKED_BEFORE = timedelta(hours=4)
# A delivery that failed longer ago has been seen to, or is on the page of its dispatch.
FAILURES_SHOWN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class InHand:
    """A dispatch that may need its desk, and how many of its deliveries failed."""

    dispatch: Dispatch
    title: str
    failures: int
    failed_at: datetime | None


def in_hand(reader: InboxReader) -> list[InHand]:
    """What the lines about dispatches below are made of. One query for all of them."""
    failed = Q(deliveries__state=DeliveryState.FAILED)
    lately_failed = Q(
        pk__in=Delivery.objects.filter(state=DeliveryState.FAILED).order_by().values("dispatch"),
        state=DispatchState.OPEN,
        sent_at__gte=reader.now - FAILURES_SHOWN,
    )
    found = (
        Dispatch.objects.filter(
            Q(state=DispatchState.AWAITING) | Q(urgent_slot__isnull=False) | lately_failed,
            sender__in=[portal.pk for portal in reader.overseeing(DESK)],
        )
        .select_related("sender", "sent_by")
        .annotate(
            title=title_of("story"),
            failures=Count("deliveries", filter=failed),
            failed_at=Max("deliveries__state_at", filter=failed),
        )
        .order_by("pk")
    )
    return [InHand(one, one.title, one.failures, one.failed_at) for one in found]


class Objections:
    kind = "objection"
    label = gettext_lazy("Reasons of boards that do not place a story")

    def items(self, reader: InboxReader) -> Iterator[InboxItem]:
        portals = {portal.pk: portal for portal in reader.overseeing(DESK)}
        waiting = (
            Objection.objects.filter(
                state=ObjectionState.WAITING,
                delivery__state=DeliveryState.OBJECTED,
                delivery__dispatch__sender__in=list(portals),
            )
            .select_related("delivery__dispatch", "delivery__portal")
            .annotate(title=title_of("delivery__dispatch__story"))
            .order_by("answer_due_at", "pk")
        )
        for objection in waiting:
            url = reverse("syndication:objection", args=[objection.pk])
            yield InboxItem(
                kind=self.kind,
                key=str(objection.pk),
                title=objection.title,
                portal=portals[objection.delivery.dispatch.sender_id],
                since=objection.made_at,
                due_at=objection.answer_due_at,
                urgency=InboxUrgency.ORDINARY,
                url=url,
                acts=(InboxAct(label=_("Answer"), url=url),),
                note=_("%(portal)s does not place it: %(reason)s")
                % {"portal": objection.delivery.portal.name, "reason": objection.reason},
            )

    def urgent_portals(self, now: datetime) -> Iterable[int]:
        return ()


class UrgentToConfirm:
    """For everybody of the desk but the one who asks."""

    kind = "urgent-to-confirm"
    label = gettext_lazy("Urgent sendings that wait for a second person")

    def items(self, reader: InboxReader) -> Iterator[InboxItem]:
        for one in reader.shared(in_hand):
            dispatch = one.dispatch
            if dispatch.state != DispatchState.AWAITING or dispatch.sent_by == reader.user:
                continue
            url = reverse("syndication:dispatch", args=[dispatch.pk])
            yield InboxItem(
                kind=self.kind,
                key=str(dispatch.pk),
                title=one.title,
                portal=dispatch.sender,
                since=dispatch.sent_at,
                due_at=None,
                urgency=InboxUrgency.URGENT,
                url=url,
                acts=(InboxAct(label=_("View and confirm"), url=url),),
                note=_("%(person)s asks to send it to the portals as urgent.")
                % {"person": dispatch.sent_by},
            )

    def urgent_portals(self, now: datetime) -> Iterable[int]:
        return Dispatch.objects.filter(state=DispatchState.AWAITING).values_list(
            "sender_id", flat=True
        )


class UrgentEndsSoon:
    kind = "urgent-ends"
    label = gettext_lazy("Urgent stories that leave the top soon")

    def items(self, reader: InboxReader) -> Iterator[InboxItem]:
        soon = reader.now + ASKED_BEFORE
        for one in reader.shared(in_hand):
            dispatch = one.dispatch
            until = dispatch.urgent_until
            if dispatch.urgent_slot is None or until is None or not reader.now < until <= soon:
                continue
            url = reverse("syndication:dispatch", args=[dispatch.pk])
            yield InboxItem(
                kind=self.kind,
                key=f"{dispatch.pk}-{until:%Y%m%d%H%M}",
                title=one.title,
                portal=dispatch.sender,
                since=dispatch.confirmed_at,
                due_at=until,
                urgency=InboxUrgency.ORDINARY,
                url=url,
                acts=(
                    InboxAct(
                        label=_("Keep on top for a day"),
                        url=reverse("syndication:renew", args=[dispatch.pk]),
                        posts=True,
                    ),
                    InboxAct(label=_("View"), url=url),
                ),
                note=_("Then it is no longer on top of the home pages; it stays where it stands."),
            )

    def urgent_portals(self, now: datetime) -> Iterable[int]:
        return ()


class FailedDeliveries:
    """A line a dispatch, for the desk that sent it."""

    kind = "failed-delivery"
    label = gettext_lazy("Stories that did not reach a portal")

    def items(self, reader: InboxReader) -> Iterator[InboxItem]:
        for one in reader.shared(in_hand):
            dispatch = one.dispatch
            shown = dispatch.sent_at >= reader.now - FAILURES_SHOWN
            if not one.failures or not shown or dispatch.state != DispatchState.OPEN:
                continue
            url = reverse("syndication:dispatch", args=[dispatch.pk])
            yield InboxItem(
                kind=self.kind,
                key=str(dispatch.pk),
                title=one.title,
                portal=dispatch.sender,
                since=one.failed_at,
                due_at=None,
                urgency=InboxUrgency.URGENT
                if dispatch.urgency == Urgency.URGENT
                else InboxUrgency.ORDINARY,
                url=url,
                acts=(InboxAct(label=_("See which portals"), url=url),),
                note=ngettext(
                    "It did not reach %(count)s portal.",
                    "It did not reach %(count)s portals.",
                    one.failures,
                )
                % {"count": one.failures},
            )

    def urgent_portals(self, now: datetime) -> Iterable[int]:
        return (
            Dispatch.objects.filter(
                deliveries__state=DeliveryState.FAILED,
                urgency=Urgency.URGENT,
                state=DispatchState.OPEN,
                sent_at__gte=now - FAILURES_SHOWN,
            )
            .values_list("sender_id", flat=True)
            .distinct()
        )
