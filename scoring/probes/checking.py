"""Whether addresses answer: own pages by the database, own portals by their front, all else over the web, politely.

An address is broken once two checks in a row found a fault. Of one host only one thing is asked at a time, with a pause
between. Where nothing outside answered at all, our own line is down, and nothing is learned.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Page

from portals.addresses import portals_by_hostname
from portals.clock import local_date
from portals.fetching import (
    Fetched,
    FetchError,
    TransientFetchError,
    fetch_own_all,
    is_there,
    look_at,
)

from .enums import Fault
from .links_of_text import PAGE_SCHEME
from .models import Outage, Target

MOST_AT_ONCE = 100
# What is not asked in this time waits for the next round.
MOST_SECONDS = 120.0
# Of one host in one round; the rest waits for the next.
MOST_A_HOST = 20
HOSTS_AT_ONCE = 4
PAUSE_SECONDS = 1.0
AGAIN_IF_WELL = timedelta(days=7)
AGAIN_IF_NEW = timedelta(hours=1)
AGAIN_IF_BROKEN = timedelta(days=1)
SURE_AFTER = 2
# So many other hosts must be silent together before it is our own line.
FEW_HOSTS = 3


@dataclass(frozen=True, slots=True)
class Checked:
    """`fault` empty: it answers. None: nothing was learned."""

    target: Target
    fault: str | None


def check_targets(
    *, now: datetime, limit: int = MOST_AT_ONCE, pause_seconds: float = PAUSE_SECONDS
) -> int:
    """Check the addresses that are due, the longest due first; return how many were asked. Safe to repeat."""
    due = _claim(now, limit)
    hosts_of_ours = portals_by_hostname(local_date(now))
    pages = [one for one in due if one.url.startswith(PAGE_SCHEME)]
    own = [one for one in due if one not in pages and _is_asked_inside(one, hosts_of_ours)]
    outside = [one for one in due if one not in pages and one not in own]
    found = [*_check_pages(pages), *_check_own(own), *_check_outside(outside, pause_seconds)]
    with transaction.atomic():
        _store(found, now)
    return len(found)


def _claim(now: datetime, limit: int) -> list[Target]:
    """Take what is due, so that a round at the same time takes other things: two checks are two moments."""
    with transaction.atomic():
        due = list(
            Target.objects.select_for_update(skip_locked=True)
            .filter(next_check_at__lte=now)
            .order_by("next_check_at", "pk")[:limit]
        )
        Target.objects.filter(pk__in=[one.pk for one in due]).update(
            next_check_at=now + AGAIN_IF_NEW
        )
    return due


def _is_asked_inside(target: Target, hosts_of_ours: Mapping[str, int]) -> bool:
    """Fronts behind TLS are asked for from outside, as visitors do: only so the certificate is seen."""
    if target.front_of_id and settings.PORTALS_SCHEME == "https":
        return False
    return target.host.lower() in hosts_of_ours


def _check_pages(targets: Sequence[Target]) -> list[Checked]:
    numbers = {one.pk: int(one.url.removeprefix(PAGE_SCHEME)) for one in targets}
    live = set(Page.objects.filter(pk__in=numbers.values(), live=True).values_list("pk", flat=True))
    return [
        Checked(one, "" if numbers[one.pk] in live else Fault.UNPUBLISHED.value) for one in targets
    ]


def _check_own(targets: Sequence[Target]) -> list[Checked]:
    answers = fetch_own_all([(one.host, _path(one.url)) for one in targets], at_once=2)
    found = []
    for target, answer in zip(targets, answers, strict=True):
        if isinstance(answer, TransientFetchError) and not target.front_of_id:
            # The install itself was away: that says nothing about a link.
            found.append(Checked(target, None))
        else:
            found.append(Checked(target, _fault(answer)))
    return found


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


def _check_outside(targets: Sequence[Target], pause_seconds: float) -> list[Checked]:
    by_host: dict[str, list[Target]] = defaultdict(list)
    for target in targets:
        if len(by_host[target.host]) < MOST_A_HOST:
            by_host[target.host].append(target)

    ends = time.monotonic() + MOST_SECONDS

    def of_host(some: list[Target]) -> list[Checked]:
        found: list[Checked] = []
        for place, target in enumerate(some):
            if time.monotonic() > ends:
                break
            if place:
                time.sleep(pause_seconds)
            found.append(Checked(target, _fault(look_at(target.url))))
        return found

    with ThreadPoolExecutor(max_workers=HOSTS_AT_ONCE) as threads:
        found = [one for some in threads.map(of_host, by_host.values()) for one in some]
    silent = {one.target.host for one in found if one.fault == Fault.UNREACHABLE}
    if len(by_host) >= FEW_HOSTS and len(silent) == len(by_host):
        return [Checked(one.target, None) for one in found]
    return found


def _fault(answer: Fetched | FetchError) -> str:
    """Return the fault that an answer shows, empty for none."""
    if isinstance(answer, TransientFetchError):
        return Fault.INSECURE if "certificate" in str(answer).lower() else Fault.UNREACHABLE
    if isinstance(answer, FetchError):
        return Fault.MALFORMED
    if is_there(answer.status):
        return ""
    if answer.status in (404, 410):
        return Fault.GONE
    return Fault.SERVER if answer.status >= 500 else Fault.REFUSED


def _store(found: Iterable[Checked], now: datetime) -> None:
    """Write what was learned: well ones end their outage, sure faults begin one. Four queries."""
    learned = [one for one in found if one.fault is not None]
    standing = {
        outage.target_id: outage
        for outage in Outage.objects.filter(
            target__in=[one.target for one in learned], until__isnull=True
        )
    }
    ended, begun = [], []
    for one in learned:
        target, outage = one.target, standing.get(one.target.pk)
        target.checked_at = now
        if not one.fault:
            target.failures, target.failed_at = 0, None
            target.next_check_at = now + AGAIN_IF_WELL
            if outage:
                ended.append(outage.pk)
            continue
        target.failures = min(target.failures + 1, 1_000)
        target.failed_at = target.failed_at or now
        is_sure = target.failures >= SURE_AFTER
        target.next_check_at = now + (AGAIN_IF_BROKEN if is_sure else AGAIN_IF_NEW)
        if is_sure and outage is None:
            begun.append(Outage(target=target, fault=one.fault, since=now))
    Outage.objects.filter(pk__in=ended).update(until=now)
    Outage.objects.bulk_create(begun)
    not_learned = [one.target for one in found if one.fault is None]
    for target in not_learned:
        target.next_check_at = now + AGAIN_IF_NEW
    Target.objects.bulk_update(
        [*(one.target for one in learned), *not_learned],
        ["checked_at", "failures", "failed_at", "next_check_at"],
    )
