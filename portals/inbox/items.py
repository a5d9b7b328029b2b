"""What waits for a person: one line of the inbox with the one or two buttons that settle it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portals.models import Portal


class InboxUrgency(IntEnum):
    """How much an item presses, whatever its due time. The most urgent is the smallest."""

    # Told by mail at once: an emergency, a text published without a check.
    URGENT = 0
    ORDINARY = 1
    # Good to know or to do when there is time.
    UNHURRIED = 2


@dataclass(frozen=True, slots=True)
class InboxAct:
    """A button. `posts`: a form to a verb's view, with `fields` hidden in it; otherwise a link.

    The view of a form answers by `desk.views.pages.way_back`: the inbox adds its own address as the field `next`.
    """

    label: str
    url: str
    posts: bool = False
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class InboxItem:
    """One thing that waits. `kind` and `key` name it for ever: the mail's links and "told already" go by them.

    `url` opens exactly that thing; `note` is a sentence of detail, for signed-in eyes only. A line that stands for many
    things says how many (`stands_for`), so that what waits is counted by things and not by lines.
    """

    kind: str
    key: str
    title: str
    portal: Portal
    since: datetime | None
    due_at: datetime | None
    urgency: InboxUrgency
    url: str
    acts: tuple[InboxAct, ...] = field(default=())
    note: str = ""
    stands_for: int = 1
    # Nothing is to be done: whoever has read it takes it off the list.
    only_tells: bool = False

    @property
    def name(self) -> str:
        """The item's name over all kinds."""
        return f"{self.kind}:{self.key}"

    def is_overdue(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at <= now


def things_told(items: Iterable[InboxItem]) -> int:
    """Return how many things wait, by their lines."""
    return sum(item.stands_for for item in items)
