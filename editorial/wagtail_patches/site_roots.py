"""Have Wagtail's own page class, which its admin uses for lists, ask the tree where a page is, and not all sites."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.models import Page, Site
from wagtail.models.sites import SiteRootPath

from portals.site_roots import site_root_of


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
    # A page of Wagtail's own class has a site and, as its views serve nothing here, no path.
    if parts is None or parts[1] is None:
        return None
    site_id, origin, path = parts
    return path if current_site is not None and current_site.pk == site_id else origin + path


def install() -> None:
    """Have Wagtail's own page class, which its admin uses for lists, ask the tree too.

    Its own ways go through a list of all sites, for the address of every page, and are not asked by a subclass that
    its lists do not use. A setting for the page class (`WAGTAIL_PAGE_MODEL`, experimental, before the first
    migration) or a hook for the sites of a page would replace this.
    """
    theirs: Any = Page
    theirs._get_relevant_site_root_paths = _root_paths
    theirs.get_url = _url
    theirs.url = property(_url)
