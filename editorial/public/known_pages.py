"""Pages that portals have beside sections and stories, as a source of the search: contact, organisation, statements ...

Their words are data (`data/known_pages.toml`). A room whose page says something on some portals only tells on which.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.urls import reverse

from editorial.search.portal_names import other_names_of
from editorial.search.sources import SearchSource, ThingWords
from portals.models import Portal
from portals.tiers import INSTALL_TIER

DATA = Path(__file__).parent / "data" / "known_pages.toml"
EVERY, INSTALL, TELLS = "every", "install", "tells"


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page by the name of its address. `also`: what people type for it."""

    name: str
    title: str
    on: str
    also: tuple[str, ...]

    @property
    def path(self) -> str:
        return reverse(self.name, urlconf="portals.urls.public")


type PortalIds = Callable[[], Collection[int]]

_told: dict[str, PortalIds] = {}


def only_where(name: str, portal_ids: PortalIds) -> None:
    """Say on which portals a page says something; called once, from an app's `ready()`. It asks one query."""
    if known_pages()[name].on != TELLS:
        raise ValueError(f"{name} stands on every portal")
    _told[name] = portal_ids


def pages_that_rooms_tell() -> Collection[str]:
    """Return the names of pages of which a room tells on which portals they are."""
    return _told.keys()


@cache
def known_pages() -> dict[str, KnownPage]:
    """Return the pages by the names of their addresses."""
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return {
        name: KnownPage(name, row["title"], row["on"], tuple(row["also"]))
        for name, row in rows.items()
    }


def things(keys: Collection[str] | None) -> Iterator[ThingWords]:
    """Yield the pages of open portals. A query, and one for each page that not all have."""
    found = Portal.objects.filter(closed_on=None, site__isnull=False).order_by("pk")
    if keys is not None:
        found = found.filter(pk__in={key.partition("-")[0] for key in keys})
    portals = [(portal, other_names_of(portal)) for portal in found]
    for page in known_pages().values():
        there = frozenset(_told[page.name]()) if page.on == TELLS else ()
        for portal, names in portals:
            if _has(page, portal, there) and (keys is None or known_page_key(page, portal) in keys):
                yield ThingWords(
                    key=known_page_key(page, portal),
                    kind="page",
                    portal_id=portal.pk,
                    title=page.title,
                    names=page.also,
                    place=", ".join(names),
                    address=page.path,
                    facts=(portal.name,),
                )


def known_page_key(page: KnownPage, portal: Portal) -> str:
    return f"{portal.pk}-{page.name}"


def _has(page: KnownPage, portal: Portal, there: Collection[int]) -> bool:
    if page.on == INSTALL:
        return portal.tier_id == INSTALL_TIER
    return page.on == EVERY or portal.pk in there


KNOWN_PAGES = SearchSource("known", (), things)
