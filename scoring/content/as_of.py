"""The texts of stories as they stood at an instant: from their revisions and the log, where they were changed since."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.utils.dateparse import parse_datetime
from wagtail.models import PageLogEntry, Revision

from editorial.models import StoryPage
from editorial.similarity.matches import near_duplicates
from editorial.stored_text import StoredText, text_of_revision, words_of_text
from scoring.models import StoryReading

from .gathering import readings_of

# Lines of the log that are left where a text becomes public.
PUBLISHED = ("wagtail.publish", "wagtail.publish.schedule", "editorial.approve")
PLAIN = ("title", "byline", "source", "lead_image_alt", "lead_image_caption")


@dataclass(frozen=True, slots=True)
class TextThen:
    """What was read in the text that was public at the instant."""

    title: str
    event_at: datetime | None
    reading: StoryReading


def changed_since(story_ids: Collection[int], at: datetime) -> set[int]:
    """Return the stories whose reading may be of another text than the one that was public at `at`. One query."""
    changed = StoryPage.objects.filter(pk__in=story_ids).filter(
        Q(last_published_at__gte=at)
        | Q(live=False)
        & (Q(storyreading__isnull=True) | Q(storyreading__version_at__lt=F("last_published_at")))
    )
    return set(changed.values_list("pk", flat=True))


def texts_at(story_ids: Collection[int], at: datetime, *, now: datetime) -> dict[int, TextThen]:
    """Return the texts that were public at `at`, read anew; those that cannot be found any more are left out.

    Some queries, and four for each story; nothing where there are none.
    """
    revisions = _public_at(story_ids, at)
    if not revisions:
        return {}
    stories, texts, copies = {}, {}, {}
    for story in StoryPage.objects.filter(pk__in=revisions):
        revision, published_at = revisions[story.pk]
        content = revision.content
        stories[story.pk] = _as_it_was(story, content, revision, published_at)
        texts[story.pk] = text_of_revision(content)
        if (other := _copied_from(texts[story.pk], story.pk, revision, now)) is not None:
            copies[story.pk] = other
    readings = readings_of(list(stories.values()), texts, copies)
    return {
        one.story_id: TextThen(stories[one.story_id].title, stories[one.story_id].event_at, one)
        for one in readings
    }


def _public_at(story_ids: Collection[int], at: datetime) -> dict[int, tuple[Revision, datetime]]:
    """Return which revision of each story was public at `at`, and since when. Two queries.

    By the log. A story that was imported has no line there: if it had one revision then, that is what was public. A
    revision that an open editor wrote over since does not say any more what it was.
    """
    lines = (
        PageLogEntry.objects.filter(
            page__in=story_ids, action__in=PUBLISHED, timestamp__lt=at, revision__isnull=False
        )
        .order_by("page", "-timestamp", "-pk")
        .distinct("page")
        .select_related("revision")
    )
    found = {
        line.page_id: (line.revision, line.timestamp)
        for line in lines
        if line.revision is not None and line.revision.created_at <= line.timestamp
    }
    logged = {line.page_id for line in lines}
    rest = [str(pk) for pk in story_ids if pk not in logged]
    alone: dict[int, list[Revision]] = {}
    for revision in Revision.page_revisions.filter(object_id__in=rest, created_at__lt=at):
        alone.setdefault(int(revision.object_id), []).append(revision)
    return found | {
        pk: (some[0], some[0].created_at) for pk, some in alone.items() if len(some) == 1
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
