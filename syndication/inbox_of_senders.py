"""What a desk that sends finds in its inbox: objections to answer, urgent sendings to confirm or to renew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.boards.enums import DESK

from .enums import DeliveryState, DispatchState, ObjectionState
from .models import Dispatch, Objection
from .queries import title_of

if TYPE_CHECKING:
    from editorial.inbox.reader import InboxReader

# The desk is asked so long before an urgent story leaves the top of home pages.
ASKED_BEFORE = timedelta(hours=4)


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
        portals = {portal.pk: portal for portal in reader.overseeing(DESK)}
        asked = (
            Dispatch.objects.filter(sender__in=list(portals), state=DispatchState.AWAITING)
            .exclude(sent_by=reader.user)
            .select_related("sent_by")
            .annotate(title=title_of("story"))
            .order_by("pk")
        )
        for dispatch in asked:
            url = reverse("syndication:dispatch", args=[dispatch.pk])
            yield InboxItem(
                kind=self.kind,
                key=str(dispatch.pk),
                title=dispatch.title,
                portal=portals[dispatch.sender_id],
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
        portals = {portal.pk: portal for portal in reader.overseeing(DESK)}
        ending = (
            Dispatch.objects.filter(
                sender__in=list(portals),
                urgent_slot__isnull=False,
                urgent_until__gt=reader.now,
                urgent_until__lte=reader.now + ASKED_BEFORE,
            )
            .annotate(title=title_of("story"))
            .order_by("urgent_until", "pk")
        )
        for dispatch in ending:
            url = reverse("syndication:dispatch", args=[dispatch.pk])
            yield InboxItem(
                kind=self.kind,
                key=f"{dispatch.pk}-{dispatch.urgent_until:%Y%m%d%H%M}",
                title=dispatch.title,
                portal=portals[dispatch.sender_id],
                since=dispatch.confirmed_at,
                due_at=dispatch.urgent_until,
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
