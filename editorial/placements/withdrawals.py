"""Who must be told when a story is withdrawn, registered by the floors above.

They are called by rank, lowest first. So the order of their locks, which every other act on the same rows keeps to, is
written beside each and does not hang on the order in which apps are installed.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from editorial.models import StoryPage


class WithdrawalListener(Protocol):
    # A place of its own among all listeners: before those that lock what every act locks later.
    rank: int

    def lock(self, story: StoryPage) -> None:
        """Take the row locks that order this withdrawal against other acts. Called before anything changes."""

    def settle(self, *, story: StoryPage, now: datetime, reason: str) -> None:
        """Bring rows that depend on the story to their end, in the withdrawal's own transaction."""


_listeners: dict[int, WithdrawalListener] = {}


def register(listener: WithdrawalListener) -> None:
    """Add a listener; called once, from an app's `ready()`. Two of one rank would not say which locks first."""
    if listener.rank in _listeners:
        raise ValueError(f"two listeners of withdrawals of the rank {listener.rank}")
    _listeners[listener.rank] = listener


def listeners() -> tuple[WithdrawalListener, ...]:
    """Return the listeners by their ranks."""
    return tuple(_listeners[rank] for rank in sorted(_listeners))
