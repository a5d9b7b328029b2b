"""What is written in the tables of this floor where portals end."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db.models import DateTimeField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from portals.clock import LOCAL_ZONE
from portals.reforms.endings import (
    Ending,
    Following,
    register_afterwards,
    register_endings,
    register_ends_by_itself,
    register_following,
)

from .enums import UNDER_WAY, DeliveryState, ProposalState
from .models import Delivery, DutyShift, PortalList, Proposal

if TYPE_CHECKING:
    from portals.reforms.switching import Switching

OWN_BOARD_ALONE = "only its own board is asked by it"


def register_endings_of_syndication() -> None:
    register_endings(
        Ending(
            "syndication.Delivery.portal",
            lambda portals, _day: Delivery.objects.filter(
                portal__in=portals, state=DeliveryState.WAITING
            ),
            lambda _day, now: {"state": DeliveryState.LAPSED, "state_at": now},
        ),
        Ending("syndication.DutyShift.portal", _shifts, lambda _day, now: {"period": _until(now)}),
        Ending(
            "syndication.Proposal.receiver",
            lambda portals, _day: Proposal.objects.filter(
                receiver__in=portals, state=ProposalState.WAITING
            ),
            lambda _day, now: {
                "state": ProposalState.DECLINED,
                "decided_at": now,
                "reason": _("The agency has ended."),
            },
        ),
        # Of two that end together the proposal is ended once, by the column before.
        Ending(
            "syndication.Proposal.sender",
            lambda portals, _day: Proposal.objects.filter(
                sender__in=portals, state=ProposalState.WAITING
            ).exclude(receiver__in=portals),
            lambda _day, now: {"state": ProposalState.WITHDRAWN, "decided_at": now},
        ),
    )
    register_ends_by_itself(
        {
            "syndication.StandingRule.portal": OWN_BOARD_ALONE,
            "syndication.StandingRule.sender": "nothing is sent by what has ended",
            "syndication.SectionChoice.portal": OWN_BOARD_ALONE,
            "syndication.ReceivingGrant.portal": OWN_BOARD_ALONE,
            "syndication.PortalList.owner": OWN_BOARD_ALONE,
        }
    )
    register_afterwards(settle_what_is_over)
    register_following(
        Following("syndication.PortalList_portals.portal", _in_lists, _follow_in_lists)
    )


def settle_what_is_over(portals: Collection[int], now: datetime) -> None:
    """What was recalled while a change stood waits no more once that is taken back."""
    Delivery.objects.filter(portal__in=portals, state=DeliveryState.WAITING).exclude(
        dispatch__state__in=UNDER_WAY
    ).update(state=DeliveryState.LAPSED, state_at=now)
    waiting = Q(receiver__in=portals) | Q(sender__in=portals)
    Proposal.objects.filter(waiting, state=ProposalState.WAITING, story__live=False).update(
        state=ProposalState.WITHDRAWN, decided_at=now
    )


def _shifts(portals: Collection[int], day: date) -> QuerySet[DutyShift]:
    begins = datetime.combine(day, time(), LOCAL_ZONE)
    return DutyShift.objects.filter(portal__in=portals, period__endswith__gt=begins)


def _until(now: datetime) -> Func:
    lower = Func(F("period"), function="lower", output_field=DateTimeField())
    return Func(lower, Greatest(lower, Value(now)), function="tstzrange")


def _in_lists(portals: Collection[int]) -> QuerySet[Any]:
    return PortalList.portals.through._base_manager.filter(portal__in=portals)


def _follow_in_lists(switching: Switching) -> int:
    """Who is on a list by name is followed by the successor, once, however many of the list became one."""
    rows = _in_lists(switching.heirs.keys())
    count = rows.count()
    named = set(
        PortalList.portals.through._base_manager.filter(
            portal__in=switching.heirs.values()
        ).values_list("portallist", "portal")
    )
    doubles = []
    for key, of_list, portal in rows.order_by("pk").values_list("pk", "portallist", "portal"):
        entry = (of_list, switching.heirs[portal])
        if entry in named:
            doubles.append(key)
        named.add(entry)
    switching.recorder.delete(rows.filter(pk__in=doubles))
    switching.recorder.update(rows.exclude(pk__in=doubles), portal=switching.heir_of("portal"))
    return count
