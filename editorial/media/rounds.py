"""Rounds of the clock over what may take a minute each: whose turn it is, and until when another one is begun."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

# One may take a minute more, and the job of a round has three.
LONGEST_ROUND = 90


def in_turn(waiting: QuerySet[Any], *, limit: int, now: datetime) -> list[Any]:
    """Return `limit` of them, beginning with another one each minute, so that no few stop the rest."""
    ids = list(waiting.order_by("pk").values_list("pk", flat=True))
    first = int(now.timestamp() // 60) % len(ids) if ids else 0
    turn = (ids[first:] + ids[:first])[:limit]
    found = waiting.in_bulk(turn)
    return [found[pk] for pk in turn if pk in found]


def while_there_is_time[Item](items: Iterable[Item]) -> Iterator[Item]:
    began = time.monotonic()
    for item in items:
        if time.monotonic() - began > LONGEST_ROUND:
            return
        yield item
