"""What is written where portals end, registered by each floor for its own columns in `ready()`.

Each column that `registry.declare_fates` says ends with its portal has an `Ending` here, or a reason why nothing need
be written: what reads it asks whether the portal is open. What follows the successor is written as it stands, but where
a floor has a verb of its own for it (`Following`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import DateField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Greatest

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.models import Portal

    from .models import ReformAct, ReformUnit
    from .switching import Switching


@dataclass(frozen=True, slots=True)
class Ending:
    """`rows` takes the keys of the portals that end and the day: those rows that still hold; `values` what they get."""

    column: str
    rows: Callable[[Collection[int], date], QuerySet[Any]]
    values: Callable[[date, datetime], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Following:
    """A column whose rows come to the successor by a verb. `rows` takes the keys of the portals that end.

    `carry` does it for an act, notes rows with its recorder, and returns how many came. `carry_back` takes the act that
    is taken back as well, and runs once its rows have been put back: for what a verb has to say again.
    """

    column: str
    rows: Callable[[Collection[int]], QuerySet[Any]]
    carry: Callable[[Switching], int]
    carry_back: Callable[[Switching, ReformAct], None] | None = None


@dataclass(frozen=True, slots=True)
class PortalOpener:
    """How the floor that has pages opens a portal, names it anew, and takes away those that nobody has used.

    `open` takes units, overseers before those that they oversee, the day, who does it and the hour; it returns their
    portals in this order. `rename` is called when the portal's row has its new name. `take_away` takes keys of portals
    and returns those that are gone: where something stands nothing is changed. The rows that it gets beside, keys by
    column, only let addresses lead back, and count for nothing.
    """

    open: Callable[[Sequence[ReformUnit], date, User | None, datetime], list[Portal]]
    rename: Callable[[Portal, Switching], None]
    take_away: Callable[[Collection[int], Mapping[str, Collection[int]]], set[int]]


_endings: dict[str, Ending] = {}
_by_themselves: dict[str, str] = {}
_followings: dict[str, Following] = {}
_openers: list[PortalOpener] = []
_by_the_clock: set[str] = set()
_afterwards: list[Callable[[Collection[int], datetime], None]] = []


def register_endings(*endings: Ending) -> None:
    for ending in endings:
        _must_be_new(ending.column)
        _endings[ending.column] = ending


def register_ends_by_itself(columns: Mapping[str, str]) -> None:
    """Say of each "app.Model.field" why nothing is written when its portal ends."""
    for column, why in columns.items():
        _must_be_new(column)
        _by_themselves[column] = why


def register_following(following: Following) -> None:
    _must_be_new(following.column)
    _followings[following.column] = following


def register_made_by_the_clock(*columns: str) -> None:
    """Columns "app.Model.field" whose rows come by themselves where a portal is open: they are no use of it.

    They are deleted where a portal is taken away that was opened and not used.
    """
    _by_the_clock.update(columns)


def made_by_the_clock() -> frozenset[str]:
    return frozenset(_by_the_clock)


def register_opener(opener: PortalOpener) -> None:
    """Once, by the floor that has pages."""
    if _openers:
        raise ValueError("two floors open portals")
    _openers.append(opener)


def register_afterwards(act: Callable[[Collection[int], datetime], None]) -> None:
    """Run `act` within each change, at its end, with the keys of all portals that it touches: what is derived."""
    _afterwards.append(act)


def endings() -> Mapping[str, Ending]:
    return _endings


def ends_by_themselves() -> Mapping[str, str]:
    return _by_themselves


def followings() -> Mapping[str, Following]:
    return _followings


def opener() -> PortalOpener:
    return _openers[0]


def run_afterwards(portals: Collection[int], now: datetime) -> None:
    for act in _afterwards:
        act(portals, now)


def period_until(day: date) -> Func:
    """The period of a row, ending with the day before `day`; empty where it would have begun later."""
    lower = Func(F("period"), function="lower", output_field=DateField())
    return Func(lower, Greatest(lower, Value(day)), function="daterange")


def periods_end(column: str, rows: Callable[[Collection[int]], QuerySet[Any]]) -> Ending:
    """The ending of a column whose rows hold for a `period` of days."""
    return Ending(
        column,
        lambda portals, day: rows(portals).filter(
            Q(period__endswith__gt=day) | Q(period__upper_inf=True)
        ),
        lambda day, _now: {"period": period_until(day)},
    )


def _must_be_new(column: str) -> None:
    if column in _endings or column in _by_themselves or column in _followings:
        raise ValueError(f"two endings of {column}")
