"""Pages that the floors above show to the public: where a portal has them, and that its maps lead there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portals.models import Portal


@dataclass(frozen=True, slots=True)
class MorePage:
    """A page by its title and path. Without `for_people` only maps of machines name it: there are too many."""

    title: str
    path: str
    for_people: bool = True


type PagesOf = Callable[[Portal], Iterable[MorePage]]

_tellers: list[PagesOf] = []


def register(pages_of: PagesOf) -> None:
    """Add a teller; called once, from an app's `ready()`. It answers in one query."""
    _tellers.append(pages_of)


def more_pages(portal: Portal) -> list[MorePage]:
    """Return the pages that a portal has beside its own. A query a teller."""
    return [page for pages_of in _tellers for page in pages_of(portal)]


def pages_for_people(portal: Portal) -> list[MorePage]:
    return [page for page in more_pages(portal) if page.for_people]
