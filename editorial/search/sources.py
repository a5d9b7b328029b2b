"""Where the rows of the search come from: each room that has public things registers a source in `ready()`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db.models import Model
from django.utils.functional import Promise

from editorial.kinds.registry import content_kinds

STORIES = "stories"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingWords:
    """One public thing as the search reads it.

    `key` is its key within the source. Without a portal nobody finds it. `also_on`: the portals that have it at the
    same path. `names`: what else it is called, which counts as its title. `address` is its path on its portal; of
    stories, which stand in many places, it is asked when they are shown. `facts` stand beside it in the list. `at` is
    the hour by which new things come first, None where a thing is of no hour.
    """

    key: str
    kind: str
    portal_id: int | None
    title: str
    names: tuple[str, ...] = ()
    text: str = ""
    address: str = ""
    body: str = ""
    files: str = ""
    number: str = ""
    place: str = ""
    facts: tuple[str, ...] = ()
    field: str = ""
    section_type: str = ""
    at: datetime | None = None
    also_on: tuple[int, ...] = ()
    page_id: int | None = None


@dataclass(frozen=True, slots=True)
class ThingKind:
    """A kind of things as visitors narrow a search to it. `value` stands in addresses and is kept for ever.

    `lead` is what the kind is worth before words are compared: a procedure before old news. `ages`: new ones come
    before old ones of equal words.
    """

    code: str
    plural: str | Promise
    value: str
    lead: float = 0.0
    ages: bool = False


# Of stories, by the code of their kind; the others are plain news.
_LEADS = {"document": 0.12, "consultation": 0.06, "disclosure": 0.05, "notice": 0.03}

type ThingsOf = Callable[[Collection[str] | None], Iterable[ThingWords]]


@dataclass(frozen=True, slots=True)
class SearchSource:
    """A source of rows. `things` returns those of the given keys, or all; what it leaves out is no longer found.

    `watched` are the models whose saved and deleted rows are read anew in the same transaction; each with how its
    instance names the key.
    """

    name: str
    kinds: tuple[ThingKind, ...]
    things: ThingsOf
    watched: tuple[tuple[type[Model], Callable[[Model], str]], ...] = ()


_sources: dict[str, SearchSource] = {}


def register(source: SearchSource) -> None:
    """Add a source; called once, from an app's `ready()`."""
    if source.name in _sources:
        raise ValueError(f"two sources of the search are called {source.name}")
    _sources[source.name] = source


def registered_sources() -> tuple[SearchSource, ...]:
    return tuple(_sources.values())


@cache
def watchers() -> dict[type[Model], list[tuple[SearchSource, Callable[[Model], str]]]]:
    """Return by model which sources read a saved row anew. AskedWords when all are registered."""
    found: dict[type[Model], list[tuple[SearchSource, Callable[[Model], str]]]] = {}
    for source in _sources.values():
        for model, key_of in source.watched:
            found.setdefault(model, []).append((source, key_of))
    return found


def thing_kinds() -> dict[str, ThingKind]:
    """Return all kinds by their codes, those that are not stories first."""
    own = {kind.code: kind for source in _sources.values() for kind in source.kinds}
    stories = {
        kind.code: ThingKind(
            kind.code, kind.plural, kind.search_value, _LEADS.get(kind.code, 0.0), ages=True
        )
        for kind in content_kinds()
    }
    return own | stories


def story_kinds() -> tuple[str, ...]:
    return tuple(kind.code for kind in content_kinds())
