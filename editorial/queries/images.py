"""The images of a page, loaded together."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch, prefetch_related_objects

from editorial.models import PortalImage, PortalRendition


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
