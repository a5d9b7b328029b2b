"""Which pictures and videos a story is the first of its portal to show. One picture on every story is one picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q

from editorial.models import StoryPage
from scoring.models import StoryReading

# A story lies in a section of its portal's home page.
_BELOW_HOME = 2 * StoryPage.steplen


def count_new_media(stories: Sequence[StoryPage], readings: Sequence[StoryReading]) -> None:
    """Set on `readings`, of `stories`, how many pictures and videos no earlier story of the portal had. One query."""
    by_story = {reading.story_id: reading for reading in readings}
    shown = [
        (story.path, story.first_published_at, story.pk, _media(by_story[story.pk]))
        for story in stories
    ]
    first = _first_shown([*_shown_before(readings, by_story), *shown])
    for path, _at, pk, _keys in shown:
        reading = by_story[pk]
        reading.new_pictures = sum(
            first[_home(path), f"picture {one}"] == pk for one in reading.pictures or ()
        )
        reading.new_videos = sum(
            first[_home(path), f"video {one}"] == pk for one in reading.video_addresses or ()
        )


type MediaOfStory = tuple[str, datetime | None, int, Sequence[str]]


def _shown_before(readings: Sequence[StoryReading], besides: Iterable[int]) -> list[MediaOfStory]:
    """What other stories show of the same, as far as they were read."""
    pictures = sorted({one for reading in readings for one in reading.pictures or ()})
    videos = sorted({one for reading in readings for one in reading.video_addresses or ()})
    others = StoryReading.objects.filter(
        Q(pictures__overlap=pictures) | Q(video_addresses__overlap=videos)
    ).exclude(story__in=list(besides))
    return [
        (one.story.path, one.story.first_published_at, one.story_id, _media(one))
        for one in others.select_related("story")
    ]


def _first_shown(shown: Iterable[MediaOfStory]) -> dict[tuple[str, str], int]:
    """Return for each portal and picture or video the story that was first public with it."""
    found: dict[tuple[str, str], int] = {}
    for path, _at, pk, keys in sorted(shown, key=lambda one: (one[1] is None, one[1] or 0, one[2])):
        for key in keys:
            found.setdefault((_home(path), key), pk)
    return found


def _media(reading: StoryReading) -> list[str]:
    return [
        *(f"picture {one}" for one in reading.pictures or ()),
        *(f"video {one}" for one in reading.video_addresses or ()),
    ]


def _home(path: str) -> str:
    return path[:-_BELOW_HOME]
