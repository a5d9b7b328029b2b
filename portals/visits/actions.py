"""Writing counts down: from Valkey into days, from old days into months. Safe to run twice, and to be killed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import uuid4

import django_rq
from django.db import connection, transaction
from redis.exceptions import ResponseError

from portals.addresses import portals_by_hostname
from portals.clock import local_date

from .counting import KEY
from .known import counted
from .models import PageViews, WrittenBatch

BATCHES = f"{KEY}:batch:"
# A batch that a killed job left is found by the next; after so long its token tells nothing any more.
TOKENS_KEPT = timedelta(days=7)
# A quarter by days is what desks look at.
DAYS_KEPT = 92

# A portal, a page, a day.
type Place = tuple[int, int, date]


def write_down(*, now: datetime) -> int:
    """Add what was counted since the last time to the days; return how many views were added."""
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
        counts = {field.decode(): int(count) for field, count in valkey.hgetall(key).items()}
        written += _write_batch(key.decode().removeprefix(BATCHES), counts, now)
        valkey.delete(key)
    WrittenBatch.objects.filter(written_at__lt=now - TOKENS_KEPT).delete()
    return written


def _write_batch(token: str, counts: dict[str, int], now: datetime) -> int:
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


def _places(counts: dict[str, int]) -> Counter[Place]:
    """Put portals in the place of host names, and leave out what they do not show. Two queries a day of counts."""
    by_day: dict[date, dict[tuple[str, int], int]] = {}
    for field, count in counts.items():
        day, hostname, page_id = field.split("|")
        by_day.setdefault(date.fromisoformat(day), {})[hostname, int(page_id)] = count
    places: Counter[Place] = Counter()
    for seen_on, seen in by_day.items():
        portals = portals_by_hostname(seen_on)
        pairs = Counter[tuple[int, int]]()
        for (host, page), count in seen.items():
            if host in portals:
                pairs[portals[host], page] += count
        places.update({(*pair, seen_on): pairs[pair] for pair in counted(set(pairs))})
    return places


def _add(places: Counter[Place]) -> None:
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
