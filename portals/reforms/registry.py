"""What a reform does with the rows that name a portal, declared by each floor for its own tables in `ready()`.

When units are merged, split or abolished a portal ends on a day (`Succession`). Every column that points at a portal
says here what becomes of its rows then, so that a reform forgets none. What is under way at portals, and wants somebody
before they end, each floor says as well, for the plan of a reform.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from django.db.models import Count, QuerySet


class Fate(Enum):
    """What becomes of a row whose portal ends."""

    # What was, was: the row goes on naming the portal that ended.
    KEEP = "keep"
    # It names the successor from the day on.
    FOLLOW = "follow"
    # It holds no longer from the day on: an open thing is closed, a period ends.
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Declared:
    """`column` is "app_label.Model.field", of a field that points at a portal."""

    column: str
    fate: Fate
    why: str


_declared: dict[str, Declared] = {}


def declare_fates(app: str, fates: Mapping[str, tuple[Fate, str]]) -> None:
    """Say of each "Model.field" of the app with this label what becomes of it, and why; once, from `ready()`."""
    for name, (fate, why) in fates.items():
        column = f"{app}.{name}"
        if column in _declared:
            raise ValueError(f"two fates of {column}")
        _declared[column] = Declared(column, fate, why)


def declared_fates() -> Mapping[str, Declared]:
    return _declared


@dataclass(frozen=True, slots=True)
class UnderWay:
    """What is under way at portals that end. `count` takes their keys and the day: how many there are, by portal.

    One query, whatever the number of portals.
    """

    code: str
    label: Any
    count: Callable[[Collection[int], date], Mapping[int, int]]


# What a change of a day waits for in the first minutes of it, in words; empty where it need not.
type DayWait = Callable[[date], str]

_day_waits: list[DayWait] = []


def register_day_wait(wait: DayWait) -> None:
    """Have changes wait for what has to be done of the days before, until half past midnight at the latest."""
    _day_waits.append(wait)


def day_waits(day: date) -> list[str]:
    return [said for wait in _day_waits if (said := wait(day))]


_under_way: dict[str, UnderWay] = {}


def register_under_way(what: UnderWay) -> None:
    if what.code in _under_way:
        raise ValueError(f"{what.code} is registered twice")
    _under_way[what.code] = what


def under_way() -> tuple[UnderWay, ...]:
    """All that is registered, in the order of the codes."""
    return tuple(_under_way[code] for code in sorted(_under_way))


def count_by_portal(rows: QuerySet[Any], field: str) -> dict[int, int]:
    """How many of `rows` name each portal in `field`. One query."""
    return dict(rows.order_by().values_list(field).annotate(Count("pk")))
