"""Pages as a publication leaves them, written in a few statements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from django.utils import timezone

from editorial.bulk_import.bulk_insert import give_places, insert_rows
from editorial.placements.writing import PlacementSpec, place_new_origins
from editorial.search.stories import StoryWords, index_stories

from .stories import VIA

if TYPE_CHECKING:
    from wagtail.models import Page

    from editorial.models import SectionPage, StoryPage


def let_stand[T: StoryPage](dealt: Mapping[SectionPage, list[T]]) -> None:
    """Write new pages into their sections, place them there and index them. To be called in a transaction."""
    pages = [page for some in dealt.values() for page in some]
    give_places(children=cast("dict[Page, list[Page]]", dealt))
    insert_rows(pages=pages)
    place_new_origins(
        PlacementSpec(
            portal_id=section.portal_id,
            section_id=section.pk,
            story_id=page.pk,
            kind=page.story_kind,
            via=VIA,
            placed_at=page.first_published_at or timezone.now(),
        )
        for section, some in dealt.items()
        for page in some
    )
    index_stories(StoryWords(page.pk, page.title, page.lead, "") for page in pages)
