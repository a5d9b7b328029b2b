"""The images of a page, loaded together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from django.db.models import Prefetch, prefetch_related_objects
from wagtail.images.models import Filter

from editorial.models import InformationPage, PortalImage, PortalRendition, StoryPage

# What is shown of a story where it is only mentioned: shared links, feeds, sitemaps.
SHARED_SPEC = "width-800|format-jpeg"


def images_shown(page: StoryPage | InformationPage) -> list[PortalImage | None]:
    """Return the pictures that a page shows: the one above its text, and those in it."""
    figures = [block.value["image"] for block in page.body if block.block_type == "figure"]
    return [page.lead_image, *figures] if isinstance(page, StoryPage) else figures


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
    if story.lead_image is None or not story.lead_image.is_fine:
        return None
    rendition: PortalRendition = story.lead_image.get_rendition(SHARED_SPEC)
    return rendition


def renditions_of(image: PortalImage, specs: Sequence[str]) -> list[PortalRendition]:
    """Return `image` as each of `specs` asks, in their order; what was never made is made now.

    What `load_renditions` found is taken as it is: Wagtail's own way writes to the cache for each image of a page.
    """
    found = {
        (rendition.filter_spec, rendition.focal_point_key): rendition
        for rendition in getattr(image, "prefetched_renditions", ())
    }
    filters = [_filter(spec) for spec in specs]
    shown = [found.get((each.spec, each.get_cache_key(image))) for each in filters]
    missing = [each for each, rendition in zip(filters, shown, strict=True) if rendition is None]
    made = image.get_renditions(*missing) if missing else {}
    return [rendition or made[each.spec] for each, rendition in zip(filters, shown, strict=True)]


@cache
def _filter(spec: str) -> Filter:
    return Filter(spec)
