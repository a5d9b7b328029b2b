"""Asking the addresses that standing procedures lead to, politely: one at a time, with a pause.

An address is broken once two checks in a row found a fault.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from editorial.procedures.handling import standing_procedures
from editorial.procedures.models import ServiceLink, ServiceOutage
from portals.fetching import Fetched, is_there, look_at

MOST_AT_ONCE = 40
PAUSE_SECONDS = 1.0
# What is not asked in this time waits for the next round.
MOST_SECONDS = 90.0
AGAIN_IF_WELL = timedelta(days=3)
AGAIN_IF_NEW = timedelta(hours=1)
AGAIN_IF_BROKEN = timedelta(hours=12)
SURE_AFTER = 2


def check_service_links(
    *, now: datetime, limit: int = MOST_AT_ONCE, pause_seconds: float = PAUSE_SECONDS
) -> int:
    """Ask the addresses that are due, the longest due first; return how many were asked. Safe to repeat."""
    due, ends = _claimed(now, limit), time.monotonic() + MOST_SECONDS
    for place, link in enumerate(due):
        if time.monotonic() > ends:
            return place
        if place:
            time.sleep(pause_seconds)
        answer = look_at(link.url)
        note_answer(
            link=link, status=answer.status if isinstance(answer, Fetched) else None, now=now
        )
    return len(due)


def note_answer(*, link: ServiceLink, status: int | None, now: datetime) -> None:
    """Keep what an address answered at `now`; None: nobody answered. A good answer ends its outage."""
    link.checked_at, link.status = now, status
    if status is not None and is_there(status):
        link.failures, link.next_check_at = 0, now + AGAIN_IF_WELL
    else:
        link.failures = min(link.failures + 1, 1_000)
        is_sure = link.failures >= SURE_AFTER
        link.next_check_at = now + (AGAIN_IF_BROKEN if is_sure else AGAIN_IF_NEW)
    with transaction.atomic():
        link.save(update_fields=["checked_at", "status", "failures", "next_check_at"])
        open_outage = ServiceOutage.objects.filter(link=link, until=None)
        if not link.failures:
            open_outage.update(until=now)
        elif link.failures >= SURE_AFTER and not open_outage.exists():
            ServiceOutage.objects.create(link=link, since=now)


def _claimed(now: datetime, limit: int) -> list[ServiceLink]:
    """Take what is due, so that a round at the same time takes other things: two checks are two moments."""
    used = standing_procedures().filter(service_url=OuterRef("url"))
    with transaction.atomic():
        due = list(
            ServiceLink.objects.select_for_update(skip_locked=True)
            .filter(Exists(used), next_check_at__lte=now)
            .order_by("next_check_at", "pk")[:limit]
        )
        ServiceLink.objects.filter(pk__in=[link.pk for link in due]).update(
            next_check_at=now + AGAIN_IF_NEW
        )
    return due
