"""Keeping the readings of stories up to date: by the clock, and before a month is scored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q, QuerySet
from wagtail.models import Page, Revision

from editorial.models import StoryPage
from editorial.similarity.matches import near_duplicates_of
from editorial.similarity.sketches import NEAR, resemblance, sketch_of
from editorial.stored_text import text_of_page, text_of_revision, words_of_text
from scoring.models import StoryReading

from .reading import Picture, read_text

SLICE = 500
FIELDS = (
    "version_at", "words", "is_illustrated", "is_credited", "videos", "bad_images",
    "bad_headings", "bad_tables", "bad_links", "copy_of",
)  # fmt: skip


def read_stories(*, now: datetime, limit: int | None = None) -> int:
    """Read every live story whose published version was not read yet; return how many. Safe to repeat.

    A fixed number of queries for each slice of stories. `limit` bounds what one call does.
    """
    done = 0
    while limit is None or done < limit:
        some = list(_unread()[:SLICE])
        if not some:
            break
        _read(some, now)
        done += len(some)
    return done


def _unread() -> QuerySet[StoryPage]:
    """Live stories without a reading of their published version, the oldest first."""
    return (
        StoryPage.objects.filter(live=True, last_published_at__isnull=False)
        .filter(
            Q(storyreading__isnull=True) | Q(storyreading__version_at__lt=F("last_published_at"))
        )
        .order_by("pk")
    )


def _read(stories: Sequence[StoryPage], now: datetime) -> None:
    copies = copies_among(stories, now)
    StoryReading.objects.bulk_create(
        [_reading(story, copies.get(story.pk)) for story in stories],
        update_conflicts=True,
        unique_fields=["story"],
        update_fields=FIELDS,
    )


def _reading(story: StoryPage, copy_of: int | None) -> StoryReading:
    lead = Picture(story.lead_image_alt, story.lead_image_caption) if story.lead_image_id else None
    found = read_text(text_of_page(story), lead)
    return StoryReading(
        story_id=story.pk,
        version_at=story.last_published_at,
        words=found.words,
        is_illustrated=found.is_illustrated,
        is_credited=bool(story.byline.strip() or story.source.strip()),
        videos=found.videos,
        bad_images=found.bad_images,
        bad_headings=found.bad_headings,
        bad_tables=found.bad_tables,
        bad_links=found.bad_links,
        copy_of_id=copy_of,
    )


def copies_among(stories: Sequence[StoryPage], now: datetime) -> dict[int, int]:
    """Return, for each of `stories` whose text another story had earlier, that other story.

    Earlier by the texts themselves, drafts included: who is copied before publishing is not the copier.
    """
    matches = near_duplicates_of([story.pk for story in stories], now=now, threshold=NEAR)
    own = _first_own_texts([story for story in stories if story.pk in matches])
    found = {}
    for story_id, others in matches.items():
        earlier = [match for match in others if match.since < own[story_id]]
        if earlier:
            found[story_id] = min(earlier, key=lambda match: (match.since, match.story.pk)).story.pk
    return found


def _first_own_texts(stories: Sequence[StoryPage]) -> dict[int, datetime]:
    """When the published text of each story was first in the system. One query."""
    sketches = {story.pk: sketch_of(words_of_text(text_of_page(story))) for story in stories}
    first = {story.pk: story.first_published_at for story in stories}
    revisions = (
        Revision.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Page),
            object_id__in=[str(pk) for pk in sketches],
        )
        .order_by("-created_at", "-pk")
        .values_list("object_id", "created_at", "content")
    )
    for object_id, created_at, content in revisions:
        sketch = sketch_of(words_of_text(text_of_revision(content)))
        if resemblance(sketch, sketches[int(object_id)]) >= NEAR:
            first[int(object_id)] = min(first[int(object_id)], created_at)
    return first
