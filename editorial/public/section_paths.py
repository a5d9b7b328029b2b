"""Where the sections of one type stand, for whoever leads to them from a list of many portals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.urls import reverse

from editorial.models import SectionPage

if TYPE_CHECKING:
    from portals.models import Portal


def section_paths(portals: Iterable[Portal], section_type: str) -> dict[int, str]:
    """Return the path of each portal's live section of this type, by the portal's id. One query."""
    sections = SectionPage.objects.filter(
        portal__in=list(portals), section_type=section_type, live=True
    )
    return {
        portal_id: reverse("section", urlconf="portals.urls.public", args=[slug])
        for portal_id, slug in sections.values_list("portal", "slug")
    }
