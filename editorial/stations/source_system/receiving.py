"""What the system says it aired becomes receipts of the stations, once each."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db.models import F

from editorial.stations.airing_actions import airing_of_push
from portals.refusals import Refusal

from .interface import AiredReceipt, SourceInformationSystem, SystemFault
from .models import SourceSystemPush
from .rows import unanswered_pushes

logger = structlog.get_logger(__name__)

MOST_ASKED = 200


def take_receipts(system: SourceInformationSystem, *, now: datetime) -> int:
    """Ask what was aired of those that wait longest, and return how many airings were new."""
    asked = list(
        unanswered_pushes(now)
        .select_related("placement__portal", "placement__story")
        .order_by(F("asked_at").asc(nulls_first=True), "pk")[:MOST_ASKED]
    )
    if not asked:
        return 0
    try:
        receipts = system.receipts([push.code for push in asked])
    except SystemFault as fault:
        logger.warning("source_system.no_receipts", fault=str(fault)[:200])
        return 0
    by_code = {push.code: push for push in asked}
    new = 0
    for receipt in receipts:
        push = by_code.get(receipt.code)
        if push is not None and is_of(push, receipt, now):
            new += keep_receipt(push, receipt.aired_at, now=now)
        else:
            logger.warning("source_system.receipt_refused", unit=receipt.unit[:40])
    SourceSystemPush.objects.filter(pk__in=[push.pk for push in asked]).update(asked_at=now)
    return new


def is_of(push: SourceSystemPush, receipt: AiredReceipt, now: datetime) -> bool:
    """Whether it is of the portal that was sent this bulletin, of an hour when that stood there, which has passed."""
    placement = push.placement
    last = min(now, placement.removed_at) if placement.removed_at else now
    return receipt.unit == placement.portal.code and placement.placed_at <= receipt.aired_at <= last


def keep_receipt(push: SourceSystemPush, aired_at: datetime, *, now: datetime) -> bool:
    """Keep one as an airing of the portal's station; whether it is new. Told again it changes nothing."""
    try:
        _airing, is_new = airing_of_push(push=push, aired_at=aired_at, now=now)
    except Refusal:
        # The station was closed, or the bulletin left the portal, in the meantime.
        logger.warning("source_system.receipt_refused", push=push.pk)
        return False
    return is_new
