"""Where the public reads a story."""

from __future__ import annotations

from editorial.models import StoryPage
from portals.addresses import main_origin
from portals.models import Portal


def origin_url(portal: Portal, story: StoryPage) -> str:
    """Where the public reads `story` on its own `portal`; empty where it is not public.

    No query where the portal's site is loaded.
    """
    if not story.live or portal.site_id is None:
        return ""
    return f"{main_origin(portal)}{story.public_path()}"


def public_url(portal: Portal, section_slug: str | None, story: StoryPage) -> str:
    """Where the public reads `story` on `portal`; empty where it does not stand.

    No query where the portal's site is loaded.
    """
    if section_slug is None or portal.site_id is None:
        return ""
    return f"{main_origin(portal)}/{section_slug}/{story.slug}-{story.pk}/"
