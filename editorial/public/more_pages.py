"""Pages that the floors above show to the public: where a portal has them, and that its maps lead there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portals.models import Portal


@dataclass(frozen=True, slots=True)
class MorePage:
    """A page by its title and path."""

    title: str
    path: str


type PagesOf = Callable[[Portal], Iterable[MorePage]]

_tellers: list[PagesOf] = []
_tellers_of_many: list[PagesOf] = []
_tellers_of_proven: list[PagesOf] = []


def register(pages_of: PagesOf, *, of_many: bool = False, are_proven: bool = False) -> None:
    """Add a teller; called once, from an app's `ready()`. It answers in one query.

    Pages `of_many` stand in maps of machines only: there are too many for people. To those that `are_proven` by the
    ledger its page leads as well.
    """
    (_tellers_of_many if of_many else _tellers).append(pages_of)
    if are_proven:
        _tellers_of_proven.append(pages_of)


def more_pages(portal: Portal) -> list[MorePage]:
    """Return the pages that a portal has beside its own. A query a teller."""
    tellers = (*_tellers, *_tellers_of_many)
    return [page for pages_of in tellers for page in pages_of(portal)]


def pages_for_people(portal: Portal) -> list[MorePage]:
    """Those that a person may choose among. A query a teller."""
    return [page for pages_of in _tellers for page in pages_of(portal)]


def proven_pages(portal: Portal) -> list[MorePage]:
    """Those whose content the ledger proves. A query a teller."""
    return [page for pages_of in _tellers_of_proven for page in pages_of(portal)]
