"""Keeping the readings of stories up to date: by the clock, and before a month is scored."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, F, Min, Q, QuerySet
from wagtail.models import Page, Revision

from editorial.broadcasts.models import SOUNDS, BroadcastPage
from editorial.models import PortalDocument, PortalImage, StoryPage, TextSignature
from editorial.similarity.sketches import NEAR, Sketch, resemblance, sketch_of
from editorial.stored_text import StoredText, text_of_page, text_of_revision, words_of_text
from portals.clock import local_date
from scoring.models import StoryReading

from .dates import read_dates
from .likeness import alike
from .media import GRAPHIC, WORDS, count_new_media
from .reading import TextFacts, TextImage, read_text

SLICE = 500
FIELDS = (
    "version_at", "version", "sha256", "words", "is_illustrated", "is_credited", "videos", "bad_images",
    "bad_headings", "bad_tables", "bad_links", "event_differs", "event_named", "told_on", "copy_of",
    "pictures", "video_addresses", "new_pictures", "new_videos", "other_media", "new_graphics", "new_sounds",
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
            | Q(storyreading__new_sounds__isnull=True)
        )
        .order_by("pk")
    )


def _read(stories: Sequence[StoryPage], now: datetime) -> None:
    readings = readings_of(
        stories,
        {story.pk: text_of_page(story) for story in stories},
        copies_among(stories, now),
        recordings_of(stories),
    )
    StoryReading.objects.bulk_create(
        readings,
        update_conflicts=True,
        unique_fields=["story"],
        update_fields=FIELDS,
    )


def readings_of(
    stories: Sequence[StoryPage],
    texts: Mapping[int, StoredText],
    copies: Mapping[int, int],
    recordings: Mapping[int, int],
) -> list[StoryReading]:
    """Return what is read in the `texts` of these stories, without storing it. Three queries.

    `recordings`: by story the sound file that it has beside its text.
    """
    facts = {story.pk: read_text(texts[story.pk], _lead_image(story)) for story in stories}
    seen = {image for found in facts.values() for image in found.pictures}
    drawn = {image for found in facts.values() for image, _said in found.graphics}
    pictures = _hashes(PortalImage.objects.filter(pk__in=seen | drawn), "image")
    files = {pk: _sounding(found, recordings.get(pk)) for pk, found in facts.items()}
    attached = {file for numbers in files.values() for file in numbers}
    sounds = _hashes(PortalDocument.objects.filter(SOUNDS, pk__in=attached), "file")
    readings = [
        _reading(story, texts[story.pk], facts[story.pk], copies.get(story.pk), pictures)
        for story in stories
    ]
    heard = {
        pk: {f"sound {sounds[file]}": file for file in numbers if file in sounds}
        for pk, numbers in files.items()
    }
    for reading in readings:
        graphics = facts[reading.story_id].graphics
        reading.other_media = [
            *_graphic_keys(graphics, pictures),
            *heard[reading.story_id],
        ]
    count_new_media(stories, readings, heard)
    return readings


def recordings_of(stories: Sequence[StoryPage]) -> dict[int, int]:
    """Return by story the recording of a bulletin. One query."""
    rows = BroadcastPage.objects.filter(
        pk__in=[story.pk for story in stories], recording__isnull=False
    )
    return dict(rows.values_list("pk", "recording"))


def _sounding(found: TextFacts, recording: int | None) -> tuple[int, ...]:
    return (recording, *found.files) if recording else found.files


def _graphic_keys(graphics: Sequence[tuple[int, str]], hashes: Mapping[int, str]) -> list[str]:
    """One that is drawn anew with the same words is the same, and so is one picture with other words."""
    shown = [(hashes[image], said) for image, said in graphics if image in hashes]
    return [
        *dict.fromkeys(f"{GRAPHIC}{file}" for file, _said in shown),
        *dict.fromkeys(f"{WORDS}{said}" for _file, said in shown),
    ]


def _lead_image(story: StoryPage) -> TextImage | None:
    if not story.lead_image_id:
        return None
    return TextImage(story.lead_image_alt, story.lead_image_caption, image=int(story.lead_image_id))


def _hashes(files: QuerySet[Any], kind: str) -> dict[int, str]:
    """Return what tells files apart: their hash. One that was uploaded twice is one. One query."""
    return {pk: told or f"{kind} {pk}" for pk, told in files.values_list("pk", "file_hash")}


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
