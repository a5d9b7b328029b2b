"""Keeping the readings of stories up to date: by the clock, and before a month is scored."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, F, Min, Q, QuerySet
from wagtail.models import Page, Revision

from editorial.models import PortalImage, StoryPage, TextSignature
from editorial.similarity.sketches import NEAR, Sketch, resemblance, sketch_of
from editorial.stored_text import StoredText, text_of_page, text_of_revision, words_of_text
from portals.clock import local_date
from scoring.models import StoryReading

from .dates import read_dates
from .likeness import alike
from .media import count_new_media
from .reading import TextFacts, TextImage, read_text

SLICE = 500
FIELDS = (
    "version_at", "version", "sha256", "words", "is_illustrated", "is_credited", "videos", "bad_images",
    "bad_headings", "bad_tables", "bad_links", "event_differs", "event_named", "told_on", "copy_of",
    "pictures", "video_addresses", "new_pictures", "new_videos",
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
            Q(storyreading__isnull=True)
            | Q(storyreading__version_at__lt=F("last_published_at"))
            | Q(storyreading__new_pictures__isnull=True)
        )
        .order_by("pk")
    )


def _read(stories: Sequence[StoryPage], now: datetime) -> None:
    readings = readings_of(
        stories,
        {story.pk: text_of_page(story) for story in stories},
        copies_among(stories, now),
    )
    StoryReading.objects.bulk_create(
        readings,
        update_conflicts=True,
        unique_fields=["story"],
        update_fields=FIELDS,
    )


def readings_of(
    stories: Sequence[StoryPage], texts: Mapping[int, StoredText], copies: Mapping[int, int]
) -> list[StoryReading]:
    """Return what is read in the `texts` of these stories, without storing it. Two queries."""
    facts = {story.pk: read_text(texts[story.pk], _lead_image(story)) for story in stories}
    hashes = _hashes({image for found in facts.values() for image in found.pictures})
    readings = [
        _reading(story, texts[story.pk], facts[story.pk], copies.get(story.pk), hashes)
        for story in stories
    ]
    count_new_media(stories, readings)
    return readings


def _lead_image(story: StoryPage) -> TextImage | None:
    if not story.lead_image_id:
        return None
    return TextImage(story.lead_image_alt, story.lead_image_caption, image=int(story.lead_image_id))


def _hashes(images: Collection[int]) -> dict[int, str]:
    """Return what tells pictures apart: the hash of the file. One that was uploaded twice is one. One query."""
    found = PortalImage.objects.filter(pk__in=images).values_list("pk", "file_hash")
    return {pk: file_hash or f"image {pk}" for pk, file_hash in found}


def _reading(
    story: StoryPage,
    text: StoredText,
    found: TextFacts,
    copy_of: int | None,
    hashes: Mapping[int, str],
) -> StoryReading:
    dates = read_dates(
        event=local_date(story.event_at) if story.event_at else None,
        published=local_date(story.first_published_at or story.last_published_at),
        text=words_of_text(text),
    )
    return StoryReading(
        story_id=story.pk,
        version_at=story.last_published_at,
        version=story.live_revision_id,
        sha256=hash_of_text(text),
        words=found.words,
        is_illustrated=found.is_illustrated,
        is_credited=bool(story.byline.strip() or story.source.strip()),
        videos=found.videos,
        bad_images=found.bad_images,
        bad_headings=found.bad_headings,
        bad_tables=found.bad_tables,
        bad_links=found.bad_links,
        event_differs=dates.differs,
        event_named=dates.names_event,
        told_on=dates.told_on,
        copy_of_id=copy_of,
        pictures=sorted({hashes[image] for image in found.pictures if image in hashes}),
        video_addresses=list(found.video_addresses),
    )


def hash_of_text(text: StoredText) -> str:
    """Return the SHA-256 of title, lead and body as they are stored, as canonical JSON."""
    said = {"title": text.title, "lead": text.lead, "body": list(text.body)}
    written = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()


def copies_among(stories: Sequence[StoryPage], now: datetime) -> dict[int, int]:
    """Return, for each of `stories` whose text another story had earlier, that other story. Six queries at most.

    Earlier by the texts themselves, drafts included: who is copied before publishing is not the copier.
    """
    pairs = alike(stories, now=now)
    since = texts_since({pk for pair in pairs for pk in pair})
    found: dict[int, int] = {}
    for story_id, other_id in sorted(pairs, key=lambda pair: (since[pair[1]], pair[1])):
        if since[other_id] < since[story_id]:
            found.setdefault(story_id, other_id)
    return found


def texts_since(story_ids: Collection[int]) -> dict[int, datetime]:
    """Return since when each story has had nearly the text that it has published. Four queries at most."""
    found: dict[int, datetime] = dict(
        StoryPage.objects.filter(pk__in=story_ids).values_list("pk", "first_published_at")
    )
    revisions = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id__in=[str(pk) for pk in found],
    )
    rewritten = []
    for object_id, number, first in (
        revisions.order_by().values_list("object_id").annotate(Count("pk"), Min("created_at"))
    ):
        # The only revision holds the published text.
        found[int(object_id)] = min(found[int(object_id)], first)
        if number > 1:
            rewritten.append(object_id)
    if rewritten:
        found |= _since_rewritten(revisions.filter(object_id__in=rewritten))
    return found


def _since_rewritten(revisions: QuerySet[Revision]) -> dict[int, datetime]:
    """Of stories that were changed: the oldest revision that is nearly the published text. Two queries."""
    rows = list(
        revisions.order_by("created_at", "pk").values_list("object_id", "created_at", "content")
    )
    published = {
        story_id: Sketch(tuple(shingles), ())
        for story_id, shingles in TextSignature.objects.filter(
            stage="published", story__in={int(object_id) for object_id, _at, _content in rows}
        ).values_list("story", "shingles")
    }
    found: dict[int, datetime] = {}
    for object_id, created_at, content in rows:
        story_id = int(object_id)
        if story_id in found or story_id not in published:
            continue
        sketch = sketch_of(words_of_text(text_of_revision(content)))
        if resemblance(sketch, published[story_id]) >= NEAR:
            found[story_id] = created_at
    return found
