"""What a plan of a change of units is told of stories that travel."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from portals.reforms.registry import UnderWay, count_by_portal
from syndication.enums import DeliveryState, ProposalState
from syndication.models import Delivery, Proposal


def _waiting_deliveries(portals: Collection[int], _day: date) -> Mapping[int, int]:
    waiting = Delivery.objects.filter(portal__in=portals, state=DeliveryState.WAITING)
    return count_by_portal(waiting, "portal")


def _waiting_proposals(portals: Collection[int], _day: date) -> Mapping[int, int]:
    waiting = Proposal.objects.filter(receiver__in=portals, state=ProposalState.WAITING)
    return count_by_portal(waiting, "receiver")


DELIVERIES_WAITING = UnderWay(
    "deliveries", _("stories sent there that stand nowhere yet"), _waiting_deliveries
)
PROPOSALS_WAITING = UnderWay(
    "proposals", _("stories offered there that nobody has decided on"), _waiting_proposals
)
