"""Images on public pages: in several widths, their space reserved, below the first screen loaded when they are near."""

from __future__ import annotations

from typing import Any

from django import template

from editorial.media import renditions
from editorial.models import PortalImage
from editorial.public.queries.images import renditions_of

register = template.Library()

# A story's text is at most 44rem wide.
SIZES_OF_FULL = "(min-width: 50em) 44rem, 92vw"


@register.inclusion_tag("editorial/public/components/picture.html")
def card_picture(image: PortalImage, sizes: str, first: bool = False) -> dict[str, Any]:
    """Show `image` in the shape of cards. It decorates: the title beside it says all. `first` loads it at once."""
    return _picture(image, renditions.CARD, sizes=sizes, alt="", first=first)


@register.inclusion_tag("editorial/public/components/picture.html")
def full_picture(image: PortalImage, alt: str, first: bool = False) -> dict[str, Any]:
    """Show the whole `image` in the width of a text."""
    return _picture(image, renditions.FULL, sizes=SIZES_OF_FULL, alt=alt, first=first)


def _picture(image: PortalImage, specs: tuple[str, ...], **context: Any) -> dict[str, Any]:
    # Only drafts show such a one, and only to the desk.
    if not image.is_fine:
        return {"not_fine": image}
    *webp, plain = renditions_of(image, (*specs, renditions.PLAIN))
    # A small image is not enlarged: then both widths are one.
    return context | {"webp": {each.width: each.url for each in webp}, "plain": plain}
