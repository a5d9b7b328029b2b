"""The delivery board of a dispatch: who has it, who waits, who objected and why, who is late; counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from syndication.enums import AT_ONCE, DeliveryState, DispatchState, How
from syndication.models import Delivery, Dispatch
from syndication.queries import HAVE_IT

from .airings import aired_too_late

# What a reader of the board looks for, in the order of the filters. The names are part of its addresses.
GROUPS = {
    "dang": _("Have it"),
    "cho": _("Wait"),
    "ly-do": _("Objected"),
    "tre": _("Late"),
    "loi": _("Failed"),
    "khong": _("Not used"),
    "go": _("Recalled"),
    "cham-phat": _("Not aired in time"),
}


def in_group(group: str, now: datetime) -> Q:
    """The condition of a group, on deliveries."""
    late = Q(how=How.DEADLINE) & (
        Q(state__in=[*HAVE_IT, DeliveryState.FAILED])
        | Q(state=DeliveryState.WAITING, dispatch__due_at__lte=now)
    )
    conditions = {
        "dang": Q(state__in=HAVE_IT),
        "cho": Q(state=DeliveryState.WAITING),
        "ly-do": Q(state=DeliveryState.OBJECTED),
        "tre": late | Q(how=How.HAND, state__in=HAVE_IT, state_at__gt=F("dispatch__due_at")),
        "loi": Q(state=DeliveryState.FAILED),
        "khong": Q(state=DeliveryState.LAPSED),
        "go": Q(state=DeliveryState.RECALLED),
        "cham-phat": aired_too_late(now),
    }
    return conditions[group]


@dataclass(frozen=True, slots=True)
class DeliveryCounts:
    """Numbers over the whole dispatch. `to_place` is a job's, `for_boards` waits for somebody to decide."""

    total: int
    groups: dict[str, int]
    to_place: int
    for_boards: int

    @property
    def settled(self) -> int:
        return self.total - self.groups["cho"]


def counts_of(dispatch: Dispatch, now: datetime) -> DeliveryCounts:
    """Count by one query."""
    waiting = Q(state=DeliveryState.WAITING)
    found = Delivery.objects.filter(dispatch=dispatch).aggregate(
        total=Count("pk"),
        to_place=Count("pk", filter=waiting & Q(how__in=AT_ONCE)),
        for_boards=Count("pk", filter=waiting & ~Q(how__in=AT_ONCE)),
        **{group: Count("pk", filter=in_group(group, now)) for group in GROUPS},
    )
    return DeliveryCounts(
        total=found["total"],
        groups={group: found[group] for group in GROUPS},
        to_place=found["to_place"],
        for_boards=found["for_boards"],
    )


def is_on_its_way(dispatch: Dispatch, counts: DeliveryCounts) -> bool:
    """Whether the next seconds change the board by themselves."""
    return counts.to_place > 0 or dispatch.state == DispatchState.PLANNED
