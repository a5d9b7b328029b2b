"""Which of a board's public stories say nearly what another board's story said before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from editorial.models import StoryPage
from editorial.similarity.matches import Match, near_duplicates_of
from portals.models import Portal


@dataclass(frozen=True, slots=True)
class Repeated:
    """A story that repeats `original`, with how much of the text is the same, in percent."""

    story_id: int
    original: StoryPage
    portal: Portal
    percent: int


def repeated_by(story_ids: Iterable[int], *, portal_id: int, now: datetime) -> dict[int, Repeated]:
    """Return for each of a portal's stories that repeats an earlier one of another portal the nearest such one.

    Own versions are no copies: they name their source. Six queries, however many stories.
    """
    ids = list(story_ids)
    if not ids:
        return {}
    own = StoryPage.objects.filter(pk__in=ids, live=True, adapted_from=None).in_bulk()
    matches = near_duplicates_of(own, now=now)
    return {
        story_id: Repeated(story_id, best.story, best.portal, int(best.resemblance * 100))
        for story_id, found in matches.items()
        if (best := _earlier(own[story_id], found, portal_id)) is not None
    }


def _earlier(story: StoryPage, matches: list[Match], portal_id: int) -> Match | None:
    began = story.first_published_at
    for match in matches:
        published = match.story.first_published_at
        if match.portal.pk == portal_id or match.story.adapted_from_id is not None:
            continue
        if began is not None and published is not None and published < began:
            return match
    return None
