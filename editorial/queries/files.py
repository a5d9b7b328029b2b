"""Which files a portal lets the public have."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from editorial.models import InformationPage, Placement, PortalDocument
from portals.models import Portal


def file_on(portal: Portal, document_id: int) -> PortalDocument | None:
    """Return the file if a page of `portal` or a story placed on it publishes it, now or once. One query.

    `is_public` on the result says whether one of them is public there now.
    """
    placed = Placement.objects.on(portal).filter(story__published_files__document=OuterRef("pk"))
    standing = placed.standing().filter(story__live=True)
    told = InformationPage.objects.descendant_of(portal.root).filter(
        published_files__document=OuterRef("pk")
    )
    return (
        PortalDocument.objects.filter(Exists(placed) | Exists(told), pk=document_id)
        .annotate(is_public=Exists(standing) | Exists(told.filter(live=True)))
        .first()
    )
