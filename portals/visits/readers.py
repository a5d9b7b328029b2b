"""How many different readers came on a day: an estimate by HyperLogLog, for each portal and for all together.

What Valkey holds of a day cannot be turned back into anything, and cannot be joined with another day: the salt is
another. The estimate of a day is replaced by each later one, so that a job that dies changes nothing.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import connection
from redis import Redis

from portals.clock import local_date

from .counting import CHANGED, READERS, READERS_KEPT_SECONDS
from .models import DayReaders

# Nobody who counts waits long while sketches are put together.
SLICE = 100
ALL = "all"
TAKEN = ":taken"
DAYS_BACK = 4


def write_readers(valkey: Redis, *, now: datetime) -> None:
    """Write down the estimates that changed since the last time, of today and of the days before."""
    today = local_date(now)
    for back in range(DAYS_BACK):
        _write_day(valkey, today - timedelta(days=back))


def _write_day(valkey: Redis, day: date) -> None:
    changed = _taken(valkey, day)
    if not changed:
        return
    found: list[tuple[int | None, int]] = []
    everywhere = f"{READERS}{day}:{ALL}"
    for start in range(0, len(changed), SLICE):
        some = changed[start : start + SLICE]
        keys = [f"{READERS}{day}:{portal}" for portal in some]
        with valkey.pipeline(transaction=False) as pipe:
            for key in keys:
                pipe.pfcount(key)
            pipe.pfmerge(everywhere, *keys)
            pipe.expire(everywhere, READERS_KEPT_SECONDS)
            *counts, _merged, _kept = pipe.execute()
        found += zip(some, counts, strict=True)
    found.append((None, valkey.pfcount(everywhere)))
    replace_estimates(day, [(portal, readers) for portal, readers in found if readers])
    valkey.delete(f"{CHANGED}{day}{TAKEN}")


def _taken(valkey: Redis, day: date) -> list[int]:
    """Take away which portals changed, with those that a killed job had taken. Who comes meanwhile is named anew."""
    changed, taken = f"{CHANGED}{day}", f"{CHANGED}{day}{TAKEN}"
    with valkey.pipeline(transaction=True) as pipe:
        pipe.sunionstore(taken, [taken, changed])
        pipe.delete(changed)
        pipe.expire(taken, READERS_KEPT_SECONDS)
        pipe.smembers(taken)
        *_done, members = pipe.execute()
    return sorted(int(portal) for portal in members)


def replace_estimates(day: date, found: list[tuple[int | None, int]]) -> None:
    if not found:
        return
    table = DayReaders._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} AS so_far (portal_id, day, readers)"
            " SELECT portal.id, %s, asked.readers"
            " FROM unnest(%s::bigint[], %s::int[]) AS asked (portal_id, readers)"
            " LEFT JOIN portals_portal AS portal ON portal.id = asked.portal_id"
            " WHERE asked.portal_id IS NULL OR portal.id IS NOT NULL"
            " ON CONFLICT (portal_id, day)"
            # A server that lost its sketches begins anew, and takes nothing back.
            " DO UPDATE SET readers = greatest(so_far.readers, excluded.readers)",
            [day, [portal for portal, _ in found], [readers for _, readers in found]],
        )
