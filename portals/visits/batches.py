"""What was counted in Valkey, taken away in batches: each under a name of its own, until it is written down.

Two keys are read: that of this release, and that of earlier ones, whose nodes count on during a rolling upgrade.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast
from uuid import uuid4

from redis import Redis
from redis.exceptions import ResponseError

from portals.addresses import portals_by_hostname

from .counting import FORMER_KEY, KEY
from .seen import PAGE, Referrer, Seen, SeenThing, seen_of

logger = logging.getLogger(__name__)

# What cannot be written down is kept beside for whoever looks into it, and no batch after it waits.
ASIDE_KEPT = timedelta(days=7)
# What earlier releases write: a day, a host name, a page.
FORMER_FIELD = re.compile(r"(\d{4}-\d\d-\d\d)\|([a-z0-9.-]{1,253})\|([1-9]\d{0,8})")


@dataclass(frozen=True, slots=True)
class Batch:
    """What lay under `key` when it was taken; `token` is its own for ever."""

    key: str
    token: str
    aside: str
    counts: Counter[Seen]


def batches(valkey: Redis) -> Iterator[Batch]:
    """Take away what was counted since the last time; yield it, and before it what a killed job left."""
    for key, read in ((KEY, _as_it_is), (FORMER_KEY, _by_host)):
        _take_away(valkey, key)
        prefix = f"{key}:batch:"
        # A thousand keys a question: jobs lie in the same server, by the thousand after an import.
        for found in valkey.scan_iter(match=f"{prefix}*", count=1_000):
            name = found.decode()
            token = name.removeprefix(prefix)
            fields = cast("dict[bytes, bytes]", valkey.hgetall(name))
            yield Batch(name, token, f"{key}:aside:{token}", read(token, fields))


def set_aside(valkey: Redis, batch: Batch) -> None:
    valkey.rename(batch.key, batch.aside)
    valkey.expire(batch.aside, ASIDE_KEPT)


def _take_away(valkey: Redis, key: str) -> None:
    try:
        valkey.renamenx(key, f"{key}:batch:{uuid4().hex}")
    except ResponseError as error:
        # The server's word for a key that is not there: nothing was counted.
        if "no such key" not in str(error):
            raise


def _as_it_is(token: str, fields: Mapping[bytes, bytes]) -> Counter[Seen]:
    return Counter(_readable(token, fields, seen_of))


def _by_host(token: str, fields: Mapping[bytes, bytes]) -> Counter[Seen]:
    """Put portals in the place of host names. A query a day of counts."""
    told = _readable(token, fields, _former)
    hosts = {day: portals_by_hostname(day) for day in {day for day, _host, _page in told}}
    counts: Counter[Seen] = Counter()
    for (day, host, page), count in told.items():
        portal = hosts[day].get(host)
        if portal is not None:
            seen = Seen(day, None, portal, SeenThing(PAGE, page), Referrer.UNKNOWN, None)
            counts[seen] += count
    return counts


def _former(field: str) -> tuple[date, str, str]:
    told = FORMER_FIELD.fullmatch(field)
    if told is None:
        raise ValueError(field)
    return date.fromisoformat(told[1]), told[2], told[3]


def _readable[T](
    token: str, fields: Mapping[bytes, bytes], read: Callable[[str], T]
) -> dict[T, int]:
    """Return the counts of a batch without what cannot have been written by a counter."""
    counts: dict[T, int] = {}
    unreadable = 0
    for field, count in fields.items():
        try:
            counts[read(field.decode())] = int(count)
        except ValueError:
            unreadable += 1
    if unreadable:
        logger.warning(
            "Views that name no day, portal and page were left out.",
            extra={"event": "portals.visits.unreadable", "batch": token, "fields": unreadable},
        )
    return counts
