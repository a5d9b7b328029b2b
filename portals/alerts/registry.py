"""What can be followed, registered by the floors that know it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from portals.models import Portal


@dataclass(frozen=True, slots=True)
class FollowedThing:
    """One thing that can be followed: its name as people know it, and the portal on whose pages it stands."""

    name: str
    portal: Portal
    # Its page, and the feed with the same content, on that portal's host.
    path: str = "/"
    feed: str = ""
    # Where its name has words that anybody may have typed: what a mailbox that asked for nothing reads in its place.
    plain_name: str = ""


@dataclass(frozen=True, slots=True)
class Followable:
    """A kind of what is followed. A key is `code`, a colon, and what `find` knows things by.

    `find` returns by their keys those of `keys` that can be followed at that instant, in a fixed number of queries.
    """

    code: str
    find: Callable[[Collection[str], datetime], Mapping[str, FollowedThing]]
    # Told in the transaction in which somebody's follow of a key is confirmed.
    confirmed: Callable[[str, datetime], None] | None = None


_followable: dict[str, Followable] = {}


def register(followable: Followable) -> None:
    """Add a kind; called once, from an app's `ready()`."""
    if followable.code in _followable:
        raise ValueError(f"Registered twice: {followable.code}")
    _followable[followable.code] = followable


def find_followed(keys: Collection[str], *, now: datetime) -> dict[str, FollowedThing]:
    """Return by their keys those that can be followed; what is none is left out."""
    by_code: dict[str, list[str]] = {}
    for key in keys:
        by_code.setdefault(key.partition(":")[0], []).append(key)
    found: dict[str, FollowedThing] = {}
    for code, of_code in by_code.items():
        if followable := _followable.get(code):
            found.update(followable.find(of_code, now))
    return found


def tell_confirmed(key: str, *, now: datetime) -> None:
    """Tell the floor whose key it is that somebody follows it from now on."""
    followable = _followable.get(key.partition(":")[0])
    if followable and followable.confirmed:
        followable.confirmed(key, now)
