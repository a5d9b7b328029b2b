"""Where republished stories come from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from editorial.enums import PlacementRole
from editorial.models import Placement, StoryPage
from portals.addresses import main_origin
from portals.models import Portal
from portals.tree import portal_path

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


def ended_at_origin(story_id: int) -> Placement | None:
    """Return how the story ended on the portal that wrote it last; None where it never stood there. One query."""
    return (
        Placement.objects.filter(
            story=story_id, role=PlacementRole.ORIGIN, removed_at__isnull=False
        )
        .select_related("portal__site", "section", "story")
        .order_by("-removed_at", "-pk")
        .first()
    )


@dataclass(frozen=True, slots=True)
class AdaptedOrigin:
    """What a board's own version was made from: who wrote it, and where it is read; empty where it is no longer."""

    portal: Portal
    address: str


def adapted_origin(page: StoryPage) -> AdaptedOrigin | None:
    """Return the source of a board's own version; None for other stories. Three queries at most."""
    if page.adapted_from_id is None:
        return None
    origin = origin_placement(page.adapted_from_id)
    if origin is not None:
        return AdaptedOrigin(origin.portal, main_origin(origin.portal) + origin.path)
    source = StoryPage.objects.only("path").get(pk=page.adapted_from_id)
    return AdaptedOrigin(source.portal_of_page(), "")


def own_version_on(portal: Portal, story_id: int) -> Placement | None:
    """Return where the own version that `portal` made of the story stands; None where it does not. One query."""
    return (
        Placement.objects.standing()
        .local()
        .on(portal)
        .filter(story__adapted_from=story_id)
        .select_related("section", "story")
        .first()
    )
