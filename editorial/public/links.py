"""Where links between pages lead: a story stays on the portal it is read on, if it is placed there too.

The published text names pages by id. Which address an id has depends on the portal that is being served, so the
views say which one that is, and have all links of a page looked up at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.html import escape
from wagtail.blocks import StreamValue
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from editorial.models import Placement, StoryPage
from portals.addresses import main_origin
from portals.models import Portal
from portals.tree import portal_path

_LINK = re.compile(r"<a\b[^>]*\blinktype=\"page\"[^>]*>")
_ID = re.compile(r"\bid=\"(\d+)\"")


@dataclass(slots=True)
class _Served:
    portal: Portal
    addresses: dict[int, str | None] = field(default_factory=dict)


_served: ContextVar[_Served | None] = ContextVar("served", default=None)


@contextmanager
def links_on(portal: Portal, body: StreamValue | None = None) -> Iterator[None]:
    """Let links rendered inside lead to `portal` where they can; those in `body` are looked up now, together."""
    served = _Served(portal)
    if body is not None:
        served.addresses = addresses_of(linked_pages(body), portal)
    token = _served.set(served)
    try:
        yield
    finally:
        _served.reset(token)


def linked_pages(body: StreamValue) -> set[int]:
    """Return the ids of the pages that the text of `body` links to. No query."""
    return {
        int(found[1])
        for block in body
        if block.block_type == "text"
        for tag in _LINK.findall(block.value.source)
        if (found := _ID.search(tag))
    }


def addresses_of(page_ids: Iterable[int], portal: Portal | None) -> dict[int, str | None]:
    """Return the address of each page as seen from `portal`; None for what the public cannot read.

    One query for stories, two more where other kinds of page are among them.
    """
    addresses: dict[int, str | None] = dict.fromkeys(page_ids)
    if addresses:
        addresses |= _story_addresses(addresses, portal)
        rest = [page_id for page_id, address in addresses.items() if address is None]
        if rest:
            addresses |= _page_addresses(rest, portal)
    return addresses


def _story_addresses(page_ids: Iterable[int], portal: Portal | None) -> dict[int, str]:
    standing = (
        Placement.objects.standing()
        .filter(Q(portal=portal) | Q(role="origin"), story__in=list(page_ids), story__live=True)
        .select_related("portal__site", "section", "story")
    )
    addresses: dict[int, str] = {}
    for placement in standing:
        if portal is not None and placement.portal_id == portal.pk:
            addresses[placement.story_id] = placement.path
        else:
            addresses.setdefault(placement.story_id, main_origin(placement.portal) + placement.path)
    return addresses


def _page_addresses(page_ids: Iterable[int], portal: Portal | None) -> dict[int, str]:
    stories = StoryPage.objects.filter(pk__in=page_ids).values("pk")
    pages = list(Page.objects.live().filter(pk__in=page_ids).exclude(pk__in=stories))
    roots = {portal_path(page.path) for page in pages}
    owners = {
        owner.root.path: owner
        for owner in Portal.objects.filter(root__path__in=roots).select_related("root", "site")
        if owner.root is not None
    }
    addresses: dict[int, str] = {}
    for page in pages:
        owner = owners.get(portal_path(page.path))
        if owner is None or owner.site is None:
            continue
        _root, _home, *rest = page.url_path.split("/")
        path = "/" + "/".join(rest)
        here = portal is not None and owner.pk == portal.pk
        addresses[page.pk] = path if here else main_origin(owner) + path
    return addresses


class PlacedLinkHandler(PageLinkHandler):
    """Writes the address a page has on the portal being served; outside one (mail, feeds) the origin's."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        served = _served.get()
        wanted = {int(attrs["id"]) for attrs in attrs_list}
        known: dict[int, str | None] = dict(served.addresses) if served else {}
        if missing := wanted - known.keys():
            known |= addresses_of(missing, served.portal if served else None)
        if served is not None:
            served.addresses = known
        return [_opening_tag(known[int(attrs["id"])]) for attrs in attrs_list]


def _opening_tag(address: str | None) -> str:
    return "<a>" if address is None else f'<a href="{escape(address)}">'
