"""What a portal owes in figures and has not shown: told by whoever knows the duties, shown in the sections' lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from portals.models import Portal


@dataclass(frozen=True, slots=True)
class OwedSheet:
    """A sheet that should stand in a section and does not. `words` say which one and since when, to citizens."""

    words: str
    is_overdue: bool = False


type OwedTelling = Callable[[Portal, str], list[OwedSheet]]

_tellings: list[OwedTelling] = []


def register(telling: OwedTelling) -> None:
    """Add who says what a portal owes in a section of a type; called once, from an app's `ready()`."""
    _tellings.append(telling)


def owed_in(portal: Portal, section_type: str) -> Iterator[OwedSheet]:
    for telling in _tellings:
        yield from telling(portal, section_type)
