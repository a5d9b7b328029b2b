"""Where links between pages lead: a text names a page by one address on every portal, and that one leads on.

So a text is the same on each portal on which it stands, whatever becomes of the pages that it links to
(docs/ledger-format.md, section 8). Which address a page has depends on the portal that is being read and on the day, so
it is looked up when somebody follows the link (`views/content.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.html import escape
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from editorial.models import Placement, StoryPage
from editorial.models.placement import story_path
from portals.addresses import main_origin, origin_of
from portals.models import Portal
from portals.tree import portal_path

_to_origins: ContextVar[bool] = ContextVar("to_origins", default=False)


@contextmanager
def links_to_origins() -> Iterator[None]:
    """Have links rendered inside lead to where each page was written, in full: for readers who are on no portal."""
    token = _to_origins.set(True)
    try:
        yield
    finally:
        _to_origins.reset(token)


def lasting_path(page_id: int) -> str:
    """Return the path that leads to a page from any portal, for good."""
    return reverse("content", urlconf="portals.urls.public", args=[page_id])


def page_addresses(page_ids: Iterable[int], portal: Portal | None) -> dict[int, str | None]:
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


def addresses_from(portal: Portal) -> dict[str, Subquery]:
    """Return what a query over stories is to be annotated with, for `lasting_address`: no query of its own."""
    standing = Placement.objects.standing().filter(story=OuterRef("pk"), story__live=True)
    here = standing.filter(portal=portal).values("section__slug")
    origin = standing.filter(role="origin").values(
        found=JSONObject(section="section__slug", host="portal__site__hostname")
    )
    return {"section_here": Subquery(here[:1]), "origin_at": Subquery(origin[:1])}


def lasting_address(story: StoryPage) -> str:
    """Return where a story that was read with `addresses_from` is, seen from that portal; "" where nobody reads it."""
    told = vars(story)
    if told["section_here"]:
        return story_path(told["section_here"], story.slug, story.pk)
    at = told["origin_at"]
    if not at or not at["host"]:
        return ""
    return origin_of(at["host"]) + story_path(at["section"], story.slug, story.pk)


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


class LastingLinkHandler(PageLinkHandler):
    """Writes the lasting path of a page. No query, but for readers who are on no portal."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        wanted = [int(attrs["id"]) for attrs in attrs_list]
        if _to_origins.get():
            known = page_addresses(set(wanted), None)
            return [_opening_tag(known[page_id]) for page_id in wanted]
        return [_opening_tag(lasting_path(page_id)) for page_id in wanted]


def _opening_tag(address: str | None) -> str:
    return "<a>" if address is None else f'<a href="{escape(address)}">'
