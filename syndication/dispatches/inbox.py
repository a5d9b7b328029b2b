"""What the sending standing editors find: objections, urgent sendings to confirm or renew, what did not arrive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, F, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portals.boards.enums import STANDING_EDITORS
from portals.boards.names import name_of, name_parts
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource
from syndication.enums import DeliveryState, DispatchState, ObjectionState, Urgency
from syndication.models import Delivery, Dispatch, Objection
from syndication.queries import title_of

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal

# The desk is asked so long before an urgent story leaves the top of home pages.
ASKED_BEFORE = timedelta(hours=4)
# A delivery that failed longer ago has been seen to, or is on the page of its dispatch.
FAILURES_SHOWN = timedelta(days=7)


class Objections(InboxSource):
    kind = "objection"
    label = gettext_lazy("Reasons of boards that do not place a story")
    positions = STANDING_EDITORS
    from_below = True

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            Objection.objects.filter(
                state=ObjectionState.WAITING, delivery__state=DeliveryState.OBJECTED
            ),
            portal="delivery__dispatch__sender",
            since="made_at",
            due_at="answer_due_at",
            words={
                "title": title_of("delivery__dispatch__story"),
                "portal": F("delivery__portal__name"),
                "reason": F("reason"),
            },
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("syndication:objection", args=[row.pk])
        return row.item(
            title=row.words["title"],
            url=url,
            acts=(InboxAct(label=_("Answer"), url=url),),
            note=_("%(portal)s does not place it: %(reason)s") % row.words,
        )


class UrgentToConfirm(InboxSource):
    """For all standing editors but the one who asks."""

    kind = "urgent-to-confirm"
    label = gettext_lazy("Urgent sendings that wait for a second person")
    positions = STANDING_EDITORS
    always_told = True
    from_below = True

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            Dispatch.objects.filter(state=DispatchState.AWAITING).exclude(sent_by=reader.user),
            portal="sender",
            since="sent_at",
            words={"title": title_of("story"), "by": name_parts("sent_by")},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("syndication:dispatch", args=[row.pk])
        return row.item(
            title=row.words["title"],
            urgency=InboxUrgency.URGENT,
            url=url,
            acts=(InboxAct(label=_("View and confirm"), url=url),),
            note=_("%(person)s asks to send it to the portals as urgent.")
            % {"person": name_of(row.words["by"])},
        )

    def urgent(self, now: datetime) -> Iterator[Rows]:
        yield Rows(Dispatch.objects.filter(state=DispatchState.AWAITING), portal="sender")


class UrgentEndsSoon(InboxSource):
    kind = "urgent-ends"
    label = gettext_lazy("Urgent stories that leave the top soon")
    positions = STANDING_EDITORS
    from_below = True

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        soon = reader.now + ASKED_BEFORE
        yield Rows(
            Dispatch.objects.filter(
                urgent_slot__isnull=False, urgent_until__gt=reader.now, urgent_until__lte=soon
            ),
            portal="sender",
            since="confirmed_at",
            due_at="urgent_until",
            words={"title": title_of("story")},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("syndication:dispatch", args=[row.pk])
        return row.item(
            key=f"{row.pk}-{row.due_at:%Y%m%d%H%M}",
            title=row.words["title"],
            url=url,
            acts=(
                InboxAct(
                    label=_("Keep on top for a day"),
                    url=reverse("syndication:renew", args=[row.pk]),
                    posts=True,
                ),
                InboxAct(label=_("View"), url=url),
            ),
            note=_("Then it is no longer on top of the home pages; it stays where it stands."),
        )


class FailedDeliveries(InboxSource):
    """A line a dispatch, For the standing editors who sent it."""

    kind = "failed-delivery"
    label = gettext_lazy("Stories that did not reach a portal")
    positions = STANDING_EDITORS
    always_told = True
    from_below = True

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        failed = Q(deliveries__state=DeliveryState.FAILED)
        some = Delivery.objects.filter(state=DeliveryState.FAILED).order_by().values("dispatch")
        yield Rows(
            Dispatch.objects.filter(
                pk__in=some, state=DispatchState.OPEN, sent_at__gte=reader.now - FAILURES_SHOWN
            ),
            portal="sender",
            since=Max("deliveries__state_at", filter=failed),
            words={
                "title": title_of("story"),
                "urgency": F("urgency"),
                "failures": Count("deliveries", filter=failed),
            },
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("syndication:dispatch", args=[row.pk])
        urgent = row.words["urgency"] == Urgency.URGENT
        failures = row.words["failures"]
        return row.item(
            title=row.words["title"],
            urgency=InboxUrgency.URGENT if urgent else InboxUrgency.ORDINARY,
            url=url,
            acts=(InboxAct(label=_("See which portals"), url=url),),
            note=ngettext(
                "It did not reach %(count)s portal.",
                "It did not reach %(count)s portals.",
                failures,
            )
            % {"count": failures},
        )

    def urgent(self, now: datetime) -> Iterator[Rows]:
        yield Rows(
            Dispatch.objects.filter(
                deliveries__state=DeliveryState.FAILED,
                urgency=Urgency.URGENT,
                state=DispatchState.OPEN,
                sent_at__gte=now - FAILURES_SHOWN,
            ),
            portal="sender",
        )
