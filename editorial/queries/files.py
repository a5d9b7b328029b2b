"""Which files a portal lets the public have."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from editorial.models import Placement, PortalDocument
from portals.models import Portal


def file_on(portal: Portal, document_id: int) -> PortalDocument | None:
    """Return the file if a story placed on `portal`, now or once, publishes it; None otherwise. One query.

    `is_public` on the result says whether such a story stands there now.
    """
    placed = Placement.objects.on(portal).filter(story__published_files__document=OuterRef("pk"))
    return (
        PortalDocument.objects.filter(Exists(placed), pk=document_id)
        .annotate(is_public=Exists(placed.standing().filter(story__live=True)))
        .first()
    )
