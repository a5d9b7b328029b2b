"""The tree holds pages, oversight holds hierarchy: a home page under the root is where one portal begins."""

from wagtail.models import Page

# The root and a home page: two steps name the portal.
PORTAL_PATH_LENGTH: int = Page.steplen * 2


def portal_path(path: str) -> str:
    """Return the path of the home page above (or at) the page with this tree path."""
    return path[:PORTAL_PATH_LENGTH]
