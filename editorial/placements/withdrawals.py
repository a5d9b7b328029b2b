"""Who must be told when a story is withdrawn, registered by the floors above."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from editorial.models import StoryPage


class WithdrawalListener(Protocol):
    def lock(self, story: StoryPage) -> None:
        """Take the row locks that order this withdrawal against other acts. Called before anything changes."""

    def settle(self, *, story: StoryPage, now: datetime, reason: str) -> None:
        """Bring rows that depend on the story to their end, in the withdrawal's own transaction."""


_listeners: list[WithdrawalListener] = []


def register(listener: WithdrawalListener) -> None:
    """Add a listener; called once, from an app's `ready()`."""
    _listeners.append(listener)


def listeners() -> tuple[WithdrawalListener, ...]:
    return tuple(_listeners)
