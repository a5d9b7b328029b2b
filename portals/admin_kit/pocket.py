"""The pages of the desk that are made for a phone, and the bar below them that leads from one to the other."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class PocketPage:
    """A page at the address named `url_name`; the lower its order, the further left it stands."""

    url_name: str
    label: StrOrPromise
    order: int


_pages: dict[str, PocketPage] = {}


def register(page: PocketPage) -> None:
    """Add a page to the bar; called from `ready()`."""
    _pages[page.url_name] = page


def pages() -> list[PocketPage]:
    return sorted(_pages.values(), key=attrgetter("order"))
