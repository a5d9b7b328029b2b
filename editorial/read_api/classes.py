"""How urgently a story was sent: known to the floor above, which registers who to ask."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

ORDINARY = "ordinary"
# Returns the classes of those of these stories that were sent, by their ids. One query.
type ClassesOfStories = Callable[[Collection[int]], Mapping[int, str]]

_sources: list[ClassesOfStories] = []


def register(source: ClassesOfStories) -> None:
    """Add a source; called once, from an app's `ready()`."""
    _sources.append(source)


def classes_of(story_ids: Collection[int]) -> dict[int, str]:
    """Return the class of each story; ordinary where nobody sent it."""
    found = dict.fromkeys(story_ids, ORDINARY)
    for source in _sources:
        found.update(source(story_ids))
    return found
