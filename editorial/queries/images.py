"""The images of a page, loaded together."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch, prefetch_related_objects

from editorial.models import PortalImage, PortalRendition, StoryPage

# What is shown of a story where it is only mentioned: shared links, feeds, sitemaps.
SHARED_SPEC = "fill-960x600|format-webp"


def load_renditions(images: Iterable[PortalImage | None]) -> None:
    """Load what was made of `images` already, so that templates ask the database for none. One query."""
    wanted = [image for image in images if image is not None]
    if wanted:
        prefetch_related_objects(
            wanted,
            Prefetch(
                "renditions",
                queryset=PortalRendition.objects.order_by("pk"),
                to_attr="prefetched_renditions",
            ),
        )


def shared_image(story: StoryPage) -> PortalRendition | None:
    """Return the lead image of `story` as it is shared. No query where renditions are loaded and it is among them."""
    if story.lead_image is None:
        return None
    rendition: PortalRendition = story.lead_image.get_rendition(SHARED_SPEC)
    return rendition
