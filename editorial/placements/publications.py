"""Who must follow when a story is published, registered by the floors above."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from editorial.models import StoryPage


class PublicationListener(Protocol):
    def __call__(self, *, story: StoryPage, now: datetime) -> None:
        """Do what follows on the listener's floor, in the publication's own transaction, after all else was done.

        A Refusal raised here takes the publication back, and is shown to whoever tried it.
        """


_listeners: list[PublicationListener] = []
_of_notes: list[PublicationListener] = []


def register(listener: PublicationListener) -> None:
    """Add a listener; called once, from an app's `ready()`."""
    _listeners.append(listener)


def register_for_notes(listener: PublicationListener) -> None:
    """Have `listener` called where a note alone made a public story read otherwise; once, from an app's `ready()`.

    No version was published: such a listener neither refuses nor settles what a publication settles.
    """
    _of_notes.append(listener)


def note_listeners() -> tuple[PublicationListener, ...]:
    return tuple(_of_notes)


def listeners() -> tuple[PublicationListener, ...]:
    return tuple(_listeners)
