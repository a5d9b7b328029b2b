"""Writing counts down: from Valkey into days, from old days into months. Safe to run twice, and to be killed."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import cast
from uuid import uuid4

import django_rq
from django.db import connection, transaction
from django.db.utils import DataError, IntegrityError
from redis import Redis
from redis.exceptions import ResponseError

from portals.addresses import portals_by_hostname
from portals.clock import local_date

from .countable_pages import public_pairs
from .counting import KEY
from .models import PageViews, WrittenBatch

logger = logging.getLogger(__name__)

BATCHES = f"{KEY}:batch:"
# What cannot be written down is kept beside for whoever looks into it, and no batch after it waits.
ASIDE = f"{KEY}:aside:"
ASIDE_KEPT = timedelta(days=7)
# A batch that a killed job left is found by the next; after so long its token tells nothing any more.
TOKENS_KEPT = timedelta(days=7)
# A quarter by days is what desks look at.
DAYS_KEPT = 92

# What the counter writes: a day, a host name, a page.
FIELD = re.compile(rb"(\d{4}-\d\d-\d\d)\|([a-z0-9.-]{1,253})\|([1-9]\d{0,8})")

# A day, a host name, a page.
type Seen = tuple[date, str, int]
# A portal, a page, a day.
type DayOfPage = tuple[int, int, date]


def write_down(*, now: datetime) -> int:
    """Add what was counted since the last time to the days; return how many views were added.

    Fields that are none of ours are left out; a batch that the database refuses is set aside, and the others go on.
    """
    valkey = django_rq.get_connection()
    try:
        valkey.renamenx(KEY, f"{BATCHES}{uuid4().hex}")
    except ResponseError as error:
        # The server's word for a key that is not there: nothing was counted.
        if "no such key" not in str(error):
            raise
    written = 0
    # A thousand keys a question: jobs lie in the same server, by the thousand after an import.
    for key in valkey.scan_iter(match=f"{BATCHES}*", count=1_000):
        token = key.decode().removeprefix(BATCHES)
        try:
            written += _write_batch(
                token, _readable(token, cast("dict[bytes, bytes]", valkey.hgetall(key))), now
            )
        except (DataError, IntegrityError):
            logger.exception(
                "A batch of views could not be written down and is set aside.",
                extra={"event": "portals.visits.set_aside", "batch": token},
            )
            _set_aside(valkey, token)
            continue
        valkey.delete(key)
    WrittenBatch.objects.filter(written_at__lt=now - TOKENS_KEPT).delete()
    return written


def _readable(token: str, batch: dict[bytes, bytes]) -> dict[Seen, int]:
    """Return the counts of a batch without what cannot have been written by the counter."""
    counts: dict[Seen, int] = {}
    unreadable = 0
    for field, count in batch.items():
        seen = FIELD.fullmatch(field)
        try:
            if seen is None:
                raise ValueError
            day, hostname, page = (part.decode() for part in seen.groups())
            counts[date.fromisoformat(day), hostname, int(page)] = int(count)
        except ValueError:
            unreadable += 1
    if unreadable:
        logger.warning(
            "Views that name no day, host and page were left out.",
            extra={"event": "portals.visits.unreadable", "batch": token, "fields": unreadable},
        )
    return counts


def _set_aside(valkey: Redis, token: str) -> None:
    valkey.rename(f"{BATCHES}{token}", f"{ASIDE}{token}")
    valkey.expire(f"{ASIDE}{token}", ASIDE_KEPT)


def _write_batch(token: str, counts: dict[Seen, int], now: datetime) -> int:
    with transaction.atomic():
        # Whoever else has the same batch in hand waits here, and then finds it written.
        _batch, is_new = WrittenBatch.objects.get_or_create(
            token=token, defaults={"written_at": now}
        )
        if not is_new:
            return 0
        places = _places(counts)
        _add(places)
    return places.total()


def _places(counts: dict[Seen, int]) -> Counter[DayOfPage]:
    """Put portals in the place of host names, and leave out what they do not show. Two queries a day of counts."""
    by_day: dict[date, dict[tuple[str, int], int]] = {}
    for (day, hostname, page_id), count in counts.items():
        by_day.setdefault(day, {})[hostname, page_id] = count
    places: Counter[DayOfPage] = Counter()
    for seen_on, seen in by_day.items():
        portals = portals_by_hostname(seen_on)
        pairs = Counter[tuple[int, int]]()
        for (host, page), count in seen.items():
            if host in portals:
                pairs[portals[host], page] += count
        places.update({(*pair, seen_on): pairs[pair] for pair in public_pairs(set(pairs))})
    return places


def _add(places: Counter[DayOfPage]) -> None:
    table = PageViews._meta.db_table
    # Always in the same order: two jobs at once do not wait for each other.
    rows = sorted((*place, count) for place, count in places.items())
    portals, pages, days, counts = _columns(rows)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} AS so_far (portal_id, page_id, day, views)"
            " SELECT * FROM unnest(%s::bigint[], %s::int[], %s::date[], %s::int[])"
            " ON CONFLICT (portal_id, day, page_id)"
            " DO UPDATE SET views = so_far.views + excluded.views",
            [portals, pages, days, counts],
        )


def _columns(rows: Iterable[tuple[int, int, date, int]]) -> tuple[list[object], ...]:
    columns: tuple[list[object], ...] = ([], [], [], [])
    for row in rows:
        for column, value in zip(columns, row, strict=True):
            column.append(value)
    return columns


def keep_months(*, now: datetime) -> int:
    """Put days of before the last quarter together as the first of their month; return how many rows that took."""
    table = PageViews._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"WITH gone AS (DELETE FROM {table} WHERE day < %s AND extract(day FROM day) > 1"
            "               RETURNING portal_id, page_id, day, views)"
            f" INSERT INTO {table} AS so_far (portal_id, page_id, day, views)"
            " SELECT portal_id, page_id, date_trunc('month', day)::date, sum(views)"
            " FROM gone GROUP BY 1, 2, 3"
            " ON CONFLICT (portal_id, day, page_id)"
            " DO UPDATE SET views = so_far.views + excluded.views",
            [local_date(now) - timedelta(days=DAYS_KEPT)],
        )
        return cursor.rowcount
