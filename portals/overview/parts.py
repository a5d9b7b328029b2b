"""The parts of the screen. Each floor registers its own in `ready()`, so that no lower one knows of an upper one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from portals.models import Portal


@dataclass(frozen=True, slots=True)
class Overseen:
    """Whose screen it is: the overseer, all portals below it today, and the instant."""

    overseer: Portal
    below: Sequence[Portal]
    now: datetime

    @property
    def by_id(self) -> dict[int, Portal]:
        return {portal.pk: portal for portal in self.below}


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """What is to be acted on: the way there, and a sentence of facts."""

    label: str
    url: str
    facts: str = ""


@dataclass(frozen=True, slots=True)
class OverviewFacts:
    """What a part found: how many in all, those that press most, and where the rest is."""

    count: int
    rows: list[OverviewRow] = field(default_factory=list)
    more_url: str = ""


@dataclass(frozen=True, slots=True)
class OverviewPart:
    """`read` asks a fixed number of queries, however many portals; `in_order` is said where it finds nothing.

    Of what is only put in order (`is_ranking`) it is not told how much there is: nothing of it is amiss.
    """

    name: str
    title: StrOrPromise
    in_order: StrOrPromise
    read: Callable[[Overseen], OverviewFacts]
    order: int
    is_ranking: bool = False


# So many rows of a part are shown.
MOST_ROWS = 6

_parts: dict[str, OverviewPart] = {}


def register(part: OverviewPart) -> None:
    """Add a part; called once, from an app's `ready()`."""
    if part.name in _parts:
        raise ValueError(f"Registered twice: {part.name}")
    _parts[part.name] = part


def overview_parts() -> list[OverviewPart]:
    return sorted(_parts.values(), key=attrgetter("order"))
