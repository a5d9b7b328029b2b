"""What stands under the text of a story and is not of its words: rooms above know of it, and it may change any day.

The ledger proves the words of a text (docs/ledger-format.md, section 8), so nothing that comes later may stand in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from editorial.models import StoryPage
    from portals.models import Portal


@dataclass(frozen=True, slots=True)
class UnderText:
    """A part of the page: a template, and what it is given as `said`. Nothing is shown where nothing is said."""

    template: str
    said_of: Callable[[StoryPage, Portal], Any]


_parts: list[UnderText] = []


def register(part: UnderText) -> None:
    """Add a part; called once, from an app's `ready()`. It asks nothing for stories that are not its own affair."""
    _parts.append(part)


def parts_under(story: StoryPage, portal: Portal) -> Iterator[dict[str, Any]]:
    """Return template and content of what stands under `story` on `portal`, in the order of registration."""
    for part in _parts:
        if said := part.said_of(story, portal):
            yield {"template": part.template, "said": said}
