"""The tree holds pages, oversight holds hierarchy: a home page under the root is where one portal begins."""

from __future__ import annotations

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Left
from wagtail.models import Page

from .models import Portal

# The root and a home page: two steps name the portal.
PORTAL_PATH_LENGTH: int = Page.steplen * 2


def portal_path(path: str) -> str:
    """Return the path of the home page above (or at) the page with this tree path."""
    return path[:PORTAL_PATH_LENGTH]


def portal_at(path: str) -> Subquery:
    """The id of the portal in whose tree the page with this path stands (a path of the outer query)."""
    above = Left(OuterRef(path), PORTAL_PATH_LENGTH)
    return Subquery(Portal.objects.filter(root__path=above).values("pk")[:1])


def portal_of(page: Page) -> Portal | None:
    """The portal in whose tree `page` stands; None for the root. One query, once per instance and place."""
    path = portal_path(page.path)
    known: Portal | None = vars(page).get("_portal")
    if known is not None and known.root is not None and known.root.path == path:
        return known
    portals = Portal.objects.select_related("site", "tier", "root__locale")
    found = portals.filter(root__path=path).first()
    if found is not None:
        vars(page)["_portal"] = found
    return found
