"""Which site a page of any class belongs to, without asking for all sites.

Wagtail goes through a list of every site for each address of a page (10 ms and more at 5,000 portals). Here the tree
says it: a portal's home page is the second step of the path of all its pages.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.models import Page, Site
from wagtail.models.sites import SiteRootPath

from editorial.permissions import portal_of
from portals.addresses import main_origin
from portals.tree import portal_path

_remembered: ContextVar[dict[str, SiteRootPath] | None] = ContextVar("site_roots", default=None)


class SiteRootsOfRequest:
    """Middleware: what was asked about a portal's site holds until the request ends, for all of its pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _remembered.set({})
        try:
            return self.get_response(request)
        finally:
            _remembered.reset(token)


def site_root_of(page: Page) -> SiteRootPath | None:
    """Return the root of the site that shows `page`, or None where its portal has none. At most one query."""
    path = portal_path(page.path)
    known = _remembered.get()
    if known is not None and path in known:
        return known[path]
    portal = portal_of(page)
    if portal is None or portal.root is None or portal.site_id is None:
        return None
    root = SiteRootPath(
        portal.site_id,
        portal.root.url_path,
        main_origin(portal),
        portal.root.locale.language_code,
    )
    if known is not None:
        known[path] = root
    return root


def _root_paths(page: Page, _cache_object: Any = None) -> tuple[SiteRootPath, ...]:
    root = site_root_of(page)
    return (root,) if root else ()


def _url(
    page: Page, request: HttpRequest | None = None, current_site: Site | None = None
) -> str | None:
    """Return the path where the page is on the site being served, else the full address: there are many sites."""
    if current_site is None and request is not None:
        current_site = Site.find_for_request(request)
    parts = page.get_url_parts(request=request)
    if parts is None:
        return None
    site_id, origin, path = parts
    return path if current_site is not None and current_site.pk == site_id else origin + path


def install() -> None:
    """Have Wagtail's own page class, which its admin uses for lists, ask the tree too."""
    Page._get_relevant_site_root_paths = _root_paths
    Page.get_url = _url
    Page.url = property(_url)
