"""What stands with a target on a day. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from editorial.plans.enums import TargetState

HUNDRED = Decimal(100)


class Aim(Protocol):
    """What a target says."""

    base: Decimal | None
    wanted: Decimal
    rises: bool
    due_on: date


class TargetReading(Protocol):
    """A value as it was entered."""

    value: Decimal
    as_of: date
    entered_at: datetime


def latest_value[R: TargetReading](values: Iterable[R], day: date) -> R | None:
    """Return the value of the newest day up to `day`; of one day that which was entered last."""
    known = [one for one in values if one.as_of <= day]
    return max(known, key=lambda one: (one.as_of, one.entered_at), default=None)


def is_reached(aim: Aim, value: Decimal) -> bool:
    return value >= aim.wanted if aim.rises else value <= aim.wanted


def state_on(aim: Aim, value: Decimal | None, day: date) -> TargetState:
    """Return the state of a target by its latest value (None: nothing was measured) on `day`."""
    if value is not None and is_reached(aim, value):
        return TargetState.REACHED
    return TargetState.LATE if day > aim.due_on else TargetState.ON_THE_WAY


def progress(aim: Aim, value: Decimal | None) -> int | None:
    """Return how much of the way is done, in whole percent from 0 to 100; None where that cannot be said.

    Of a target that rises and names no beginning the way begins at nothing. 100 only where it is reached.
    """
    if value is None:
        return None
    if is_reached(aim, value):
        return 100
    base = aim.base if aim.base is not None else (Decimal(0) if aim.rises else None)
    if base is None or aim.wanted == base:
        return None
    way = (value - base) / (aim.wanted - base)
    return min(max(int(way * HUNDRED), 0), 99)
