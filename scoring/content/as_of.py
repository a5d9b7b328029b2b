"""The texts of stories as they stood at an instant: from their revisions and the log, where they were changed since."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from wagtail.models import Revision

from editorial.models import StoryPage
from editorial.similarity.matches import near_duplicates
from editorial.stored_text import StoredText, text_of_revision, words_of_text
from scoring.models import StoryReading
from scoring.revisions import public_at

from .gathering import readings_of

PLAIN = ("title", "byline", "source", "lead_image_alt", "lead_image_caption")


@dataclass(frozen=True, slots=True)
class TextThen:
    """What was read in the text that was public at the instant."""

    title: str
    event_at: datetime | None
    reading: StoryReading


def texts_at(story_ids: Collection[int], at: datetime, *, now: datetime) -> dict[int, TextThen]:
    """Return the texts that were public at `at`, read anew; those that cannot be found any more are left out.

    Some queries, and four for each story; nothing where there are none.
    """
    revisions = public_at(story_ids, at)
    if not revisions:
        return {}
    stories, texts, copies, recordings = {}, {}, {}, {}
    for story in StoryPage.objects.filter(pk__in=revisions):
        revision, published_at = revisions[story.pk]
        content = revision.content
        stories[story.pk] = _as_it_was(story, content, revision, published_at)
        texts[story.pk] = text_of_revision(content)
        if isinstance(recording := content.get("recording"), int):
            recordings[story.pk] = recording
        if (other := _copied_from(texts[story.pk], story.pk, revision, now)) is not None:
            copies[story.pk] = other
    readings = readings_of(list(stories.values()), texts, copies, recordings)
    return {
        one.story_id: TextThen(stories[one.story_id].title, stories[one.story_id].event_at, one)
        for one in readings
    }


def _as_it_was(
    story: StoryPage, content: dict[str, Any], revision: Revision, published_at: datetime
) -> StoryPage:
    for name in PLAIN:
        setattr(story, name, content.get(name) or "")
    story.lead_image_id = content.get("lead_image")
    story.event_at = parse_datetime(content["event_at"]) if content.get("event_at") else None
    story.live_revision_id = revision.pk
    story.last_published_at = published_at
    return story


def _copied_from(text: StoredText, story_id: int, revision: Revision, now: datetime) -> int | None:
    matches = near_duplicates(words_of_text(text), now=now, besides=story_id)
    earlier = [one for one in matches if one.since < revision.created_at]
    return min(earlier, key=lambda one: (one.since, one.story.pk)).story.pk if earlier else None
