"""What a search names exactly, such as the number of a document: rooms above find it, and it stands above the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from portals.models import Portal


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One thing that was named. `portal_name` where it stands on another portal; `address` is whole then."""

    title: str
    text: str
    address: str
    facts: tuple[str, ...] = ()
    portal_name: str = ""


@dataclass(frozen=True, slots=True)
class SearchHits:
    """What one room found, under its own heading."""

    heading: str | Promise
    hits: list[SearchHit]

    @property
    def lead_elsewhere(self) -> bool:
        """Whether one is of another portal, whose withdrawals say nothing to pages kept of this one."""
        return any(hit.portal_name for hit in self.hits)


type HitsOf = Callable[[Portal, str], SearchHits | None]

_finders: list[HitsOf] = []


def register(hits_of: HitsOf) -> None:
    """Add a finder; called once, from an app's `ready()`. It asks nothing for words that name nothing of its own."""
    _finders.append(hits_of)


def hits_named(portal: Portal, text: str) -> list[SearchHits]:
    """Return what `text` names, as read on `portal`. A few queries a finder, and none where it is no name."""
    found = [hits_of(portal, text) for hits_of in _finders] if text else []
    return [one for one in found if one is not None and one.hits]
