"""Where republished stories come from."""

from __future__ import annotations

from collections.abc import Iterable

from editorial.enums import PlacementRole
from editorial.models import Placement
from editorial.tree import portal_path
from portals.models import Portal

_OF_ORIGIN = (
    *("portal__name", "portal__site__hostname", "section__slug", "story__slug"),
    *("role", "kind", "placed_at"),
)


def name_sources(placements: Iterable[Placement]) -> None:
    """Set `source_portal` on the republished ones: the portal that wrote the story. One query."""
    republished = [item for item in placements if item.role != PlacementRole.ORIGIN]
    if not republished:
        return
    roots = {portal_path(item.story.path) for item in republished}
    portals = {
        portal.root.path: portal
        for portal in Portal.objects.filter(root__path__in=roots).select_related("root", "site")
        if portal.root is not None
    }
    for item in republished:
        item.source_portal = portals.get(portal_path(item.story.path))


def origin_placement(story_id: int) -> Placement | None:
    """Return where the story stands on the portal that wrote it, with that portal's site. One query."""
    return (
        Placement.objects.standing()
        .local()
        .filter(story=story_id)
        .select_related("portal__site", "section", "story")
        .only(*_OF_ORIGIN)
        .first()
    )
