"""Notes above the text of a story that the floors above know of: a correction of what it was made from, for one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from editorial.models import StoryPage


@dataclass(frozen=True, slots=True)
class StoryNote:
    """What readers are told above the text: a heading, a moment and a sentence."""

    heading: str
    at: datetime
    text: str


type NotesOf = Callable[[StoryPage], Iterable[StoryNote]]

_tellers: list[NotesOf] = []


def register(notes_of: NotesOf) -> None:
    """Add a teller; called once, from an app's `ready()`. It asks nothing for stories that are not its own affair."""
    _tellers.append(notes_of)


def notes_on(story: StoryPage) -> list[StoryNote]:
    return [note for notes_of in _tellers for note in notes_of(story)]
