"""Which site a page of any class belongs to, without asking for all sites.

Wagtail goes through a list of every site for each address of a page (10 ms and more at 5,000 portals). Here the tree
says it: a portal's home page is the second step of the path of all its pages.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse
from wagtail.models import Page
from wagtail.models.sites import SiteRootPath

from portals.addresses import main_origin
from portals.tree import portal_of, portal_path

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
