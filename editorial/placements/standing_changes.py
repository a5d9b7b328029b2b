"""Who hears that stories came to stand on portals, were pinned there, or stand there no more: registered above."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from .writing import PlacementSpec


class StandingListener(Protocol):
    """Called in the transaction of the act, after its rows are written. Each call asks a fixed number of queries."""

    def republished(self, places: Collection[PlacementSpec], *, on_top: bool) -> None:
        """Stories came to portals that did not write them; `on_top` of these, for they are urgent."""

    def pinned(self, story_id: int) -> None:
        """A story is on top of portals now where it may have stood before."""

    def ended(self, places: Collection[tuple[int, int]], *, now: datetime) -> None:
        """Stories, each with a portal, stand there no more."""


_listeners: list[StandingListener] = []


def register(listener: StandingListener) -> None:
    """Add a listener; called once, from an app's `ready()`."""
    _listeners.append(listener)


def listeners() -> tuple[StandingListener, ...]:
    return tuple(_listeners)
