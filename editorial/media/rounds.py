"""Rounds of the clock over what may take a minute each: whose turn it is, and until when another one is begun."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import zip_longest
from typing import Any

from django.db.models import F, QuerySet, Value

# One may take a minute more, and the job of a round has three.
LONGEST_ROUND = 90


def in_turn(waiting: QuerySet[Any], *, limit: int, now: datetime, of: str = "") -> list[Any]:
    """Return `limit` of them, beginning with another one each minute, so that no few stop the rest.

    Where `of` names whose they are, each owner has one before anybody has a second.
    """
    owned: dict[Any, list[int]] = {}
    owner = F(of) if of else Value(0)
    for pk, whose in waiting.order_by("pk").values_list("pk", owner):
        owned.setdefault(whose, []).append(pk)
    minute = int(now.timestamp() // 60)
    shares = [_from(minute, ids) for ids in _from(minute, list(owned.values()))]
    turn = [pk for some in zip_longest(*shares) for pk in some if pk is not None][:limit]
    found = waiting.in_bulk(turn)
    return [found[pk] for pk in turn if pk in found]


def _from[Item](minute: int, items: list[Item]) -> list[Item]:
    first = minute % len(items) if items else 0
    return items[first:] + items[:first]


def while_there_is_time[Item](items: Iterable[Item]) -> Iterator[Item]:
    began = time.monotonic()
    for item in items:
        if time.monotonic() - began > LONGEST_ROUND:
            return
        yield item
