"""Looking at addresses through the front, as visitors do: first where something changed, then those whose turn it is.

A slice is claimed by moving its turn ahead by a lease, so nothing is locked while portals answer, and what a killed
worker claimed is looked at again when the lease ends.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.db import connection, transaction
from django.utils.translation import gettext as _

from portals.addresses import main_hostname
from portals.clock import local_date
from portals.fetching import Fetched, FetchError, fetch_own_all
from portals.fetching.limits import Limits
from portals.models import Portal

from .actions import LookedAt, record_looks
from .comparing import forget_renderings
from .expecting import Expected, expectations_of, surroundings_of
from .judging import Judged, judge_page
from .kinds import Alteration, AlterationKind
from .models import WatchedAddress
from .planning import next_moment_sql, state_of_watch
from .strange import strange_addresses, watch_static

SLICE = 80
AT_ONCE = 4
# Files may be as large as uploads.
LIMITS = Limits(seconds=30, largest=60 * 1024 * 1024)
LEASE = timedelta(minutes=10)
# A page may change under a look; what is still there after this is told.
LOOK_TWICE = timedelta(seconds=40)
# The publication is not in the ledger yet.
PENDING = timedelta(minutes=1)
# Where something was found it is looked again, so that what is mended is soon over.
MENDED = timedelta(minutes=10)
LONGEST_REST = timedelta(hours=1)

_CLAIM = """
    WITH due AS (
        SELECT id, is_urgent, due_at, row_number() OVER (
            PARTITION BY portal_id, is_urgent ORDER BY due_at, id) AS turn
        FROM watch_watchedaddress WHERE due_at <= %(now)s {only}
    ), taken AS (
        SELECT watched.id FROM due JOIN watch_watchedaddress watched ON watched.id = due.id
        WHERE watched.due_at <= %(now)s
        ORDER BY due.is_urgent DESC, due.turn, due.due_at, due.id
        LIMIT %(most)s FOR UPDATE OF watched SKIP LOCKED
    )
    UPDATE watch_watchedaddress watched SET due_at = %(now)s + %(lease)s
    FROM taken WHERE taken.id = watched.id RETURNING watched.id
"""
_SETTLE = """
    WITH held AS (
        SELECT id FROM watch_watchedaddress WHERE id = ANY(%(ids)s::bigint[])
        ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE watch_watchedaddress watched SET
        looked_at = coalesce(told.looked_at, watched.looked_at),
        due_at = coalesce(told.due_at, {moment}),
        is_urgent = told.is_urgent, known_digest = told.digest, doubts = told.doubts,
        failures = told.failures
    FROM unnest(%(ids)s::bigint[], %(looked)s::timestamptz[], %(due)s::timestamptz[],
                %(urgent)s::boolean[], %(digests)s::text[], %(doubts)s::int[], %(failures)s::int[])
        AS told (id, looked_at, due_at, is_urgent, digest, doubts, failures)
    JOIN held ON held.id = told.id
    WHERE watched.id = told.id
"""


@dataclass(frozen=True, slots=True)
class SliceDone:
    """How many addresses were looked at, how many did not answer, and how long an answer took on average."""

    looked: int
    failed: int
    seconds: float


def look_at_slice(*, now: datetime, only_urgent: bool = False, most: int = SLICE) -> SliceDone:
    """Look at the addresses whose turn it is, `most` of them; nothing where there are none.

    The number of queries does not grow with addresses, portals or stories.
    """
    looked = _claim(now=now, only_urgent=only_urgent, most=most)
    if not looked:
        return SliceDone(0, 0, 0)
    portals = Portal.objects.filter(pk__in={one.portal_id for one in looked})
    hosts = {portal.pk: main_hostname(portal) for portal in portals.select_related("site")}
    begun = time.monotonic()
    asked = [(hosts[one.portal_id], quote(one.path)) for one in looked]
    answers = fetch_own_all(asked, at_once=AT_ONCE, limits=LIMITS)
    seconds = (time.monotonic() - begun) / len(looked) * min(AT_ONCE, len(looked))
    try:
        failed = _settle(looked, answers, hosts, now)
    finally:
        forget_renderings()
    return SliceDone(len(looked), failed, seconds)


def _claim(*, now: datetime, only_urgent: bool, most: int) -> list[WatchedAddress]:
    given: dict[str, Any] = {"now": now, "lease": LEASE, "most": most}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM.format(only="AND is_urgent" if only_urgent else ""), given)
        ids = [pk for (pk,) in cursor.fetchall()]
    return list(WatchedAddress.objects.filter(pk__in=ids).order_by("portal", "pk"))


def _settle(
    looked: Sequence[WatchedAddress],
    answers: Sequence[Fetched | FetchError],
    hosts: dict[int, str],
    now: datetime,
) -> int:
    around = surroundings_of(looked, today=local_date(now))
    expected = expectations_of(looked, hosts, began_at=state_of_watch(now=now).began_at)
    judged = [
        None
        if isinstance(answer, FetchError) or answer.status >= 500
        else judge_page(answer, one, around)
        for answer, one in zip(answers, expected, strict=True)
    ]
    strange = strange_addresses(
        {
            (host or wanted.host, path)
            for result, wanted in zip(judged, expected, strict=True)
            for host, path in (result.leads_to if result else ())
        },
        today=local_date(now),
    )
    found: dict[LookedAt, list[Alteration]] = {}
    rows = []
    for one, result, wanted in zip(looked, judged, expected, strict=True):
        alterations: list[Alteration] = []
        if result is not None:
            leads = {(host or wanted.host, path) for host, path in result.leads_to}
            alterations = [*result.found, *map(_unknown, sorted(leads & strange))]
            if one.doubts or not alterations:
                found[LookedAt(one.portal_id, one.path)] = alterations
        rows.append(_row(one, result, wanted, bool(alterations), now))
    _write(rows, now)
    watch_static(
        {
            path: one.portal_id
            for one, result in zip(looked, judged, strict=True)
            if result
            for path in result.loads
        },
        now=now,
    )
    record_looks(found=found, now=now)
    return judged.count(None)


def _row(
    one: WatchedAddress, result: Judged | None, wanted: Expected, is_odd: bool, now: datetime
) -> WatchedAddress:
    """The row with what the look makes of it; without `due_at` it waits for its own moment."""
    one.is_urgent, next_look = False, None
    if result is None:
        one.failures += 1
        next_look = now + min(timedelta(minutes=2 ** min(one.failures, 6)), LONGEST_REST)
        one.looked_at = None
    elif wanted.content is not None and wanted.content.is_pending and not is_odd:
        one.is_urgent, next_look, one.looked_at = True, now + PENDING, None
    elif is_odd:
        one.is_urgent = not one.doubts
        next_look = now + (MENDED if one.doubts else LOOK_TWICE)
        one.doubts, one.failures, one.looked_at = one.doubts + 1, 0, now
    else:
        one.doubts = one.failures = 0
        one.looked_at = now
        one.known_digest = result.digest or one.known_digest
    one.due_at = next_look  # type: ignore[assignment]  # None: the database knows the address's moment
    return one


def _write(rows: Sequence[WatchedAddress], now: datetime) -> None:
    given: dict[str, Any] = {
        "now": now,
        "ids": [one.pk for one in rows],
        "looked": [one.looked_at for one in rows],
        "due": [one.due_at for one in rows],
        "urgent": [one.is_urgent for one in rows],
        "digests": [one.known_digest for one in rows],
        "doubts": [min(one.doubts, 1_000) for one in rows],
        "failures": [min(one.failures, 1_000) for one in rows],
    }
    with connection.cursor() as cursor:
        key = "watched.portal_id || watched.path"
        cursor.execute(_SETTLE.format(moment=next_moment_sql(key)), given)


def _unknown(address: tuple[str, str]) -> Alteration:
    return Alteration(
        AlterationKind.UNKNOWN, _("an address of the portal's list"), "".join(address)[:300]
    )
