"""Which pictures, videos and sounds a story is the first of its portal to have. One picture on all stories is one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from editorial.models import StoryPage
from scoring.models import StoryReading

# A story lies in a section of its portal's home page.
_BELOW_HOME = 2 * StoryPage.steplen
# How an infographic is told from others: by its file, and by what it says.
GRAPHIC, WORDS = "graphic ", "words "


def count_new_media(
    stories: Sequence[StoryPage],
    readings: Sequence[StoryReading],
    sounds: Mapping[int, Mapping[str, int]],
) -> None:
    """Set on `readings`, of `stories`, what of their media no earlier story of the portal had. One query.

    `sounds`: by story the numbers of the sound files, by what tells them apart among `other_media`.
    """
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
        new = [one for one in reading.other_media or () if first[_home(path), one] == pk]
        reading.new_graphics = min(
            sum(one.startswith(kind) for one in new) for kind in (GRAPHIC, WORDS)
        )
        reading.new_sounds = sorted(sounds[pk][one] for one in new if one in sounds[pk])


type MediaOfStory = tuple[str, datetime | None, int, Sequence[str]]


def _shown_before(readings: Sequence[StoryReading], besides: Iterable[int]) -> list[MediaOfStory]:
    """What other stories show of the same, as far as they were read."""
    pictures = sorted({one for reading in readings for one in reading.pictures or ()})
    videos = sorted({one for reading in readings for one in reading.video_addresses or ()})
    other = sorted({one for reading in readings for one in reading.other_media or ()})
    others = StoryReading.objects.filter(
        Q(pictures__overlap=pictures)
        | Q(video_addresses__overlap=videos)
        | Q(other_media__overlap=other)
    ).exclude(story__in=list(besides))
    return [
        (one.story.path, one.story.first_published_at, one.story_id, _media(one))
        for one in others.select_related("story")
    ]


def _first_shown(shown: Iterable[MediaOfStory]) -> dict[tuple[str, str], int]:
    """Return for each portal and picture, video or sound the story that was first public with it."""
    found: dict[tuple[str, str], int] = {}
    for path, _at, pk, keys in sorted(shown, key=lambda one: (one[1] is None, one[1] or 0, one[2])):
        for key in keys:
            found.setdefault((_home(path), key), pk)
    return found


def _media(reading: StoryReading) -> list[str]:
    return [
        *(f"picture {one}" for one in reading.pictures or ()),
        *(f"video {one}" for one in reading.video_addresses or ()),
        *(reading.other_media or ()),
    ]


def _home(path: str) -> str:
    return path[:-_BELOW_HOME]
