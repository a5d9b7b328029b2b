"""What a reform does with the rows that name a portal, declared by each floor for its own tables in `ready()`.

When units are merged, split or abolished a portal ends on a day (`Succession`). Every column that points at a portal
says here what becomes of its rows then, so that a reform forgets none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


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


def declared() -> Mapping[str, Declared]:
    return _declared
