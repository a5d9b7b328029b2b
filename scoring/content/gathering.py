"""Keeping the readings of stories up to date: by the clock, and before a month is scored."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, F, Min, Q, QuerySet
from wagtail.models import Page, Revision

from editorial.models import StoryPage, TextSignature
from editorial.similarity.matches import resembling
from editorial.similarity.sketches import NEAR, Sketch, resemblance, sketch_of
from editorial.stored_text import StoredText, text_of_page, text_of_revision, words_of_text
from portals.clock import local_date
from scoring.models import StoryReading

from .dates import differs_from_text
from .reading import TextImage, read_text

SLICE = 500
FIELDS = (
    "version_at", "words", "is_illustrated", "is_credited", "videos", "bad_images",
    "bad_headings", "bad_tables", "bad_links", "event_differs", "copy_of",
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
    lead = (
        TextImage(story.lead_image_alt, story.lead_image_caption) if story.lead_image_id else None
    )
    text = text_of_page(story)
    found = read_text(text, lead)
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
        event_differs=_event_differs(story, text),
        copy_of_id=copy_of,
    )


def _event_differs(story: StoryPage, text: StoredText) -> bool:
    if story.event_at is None or story.first_published_at is None:
        return False
    return differs_from_text(
        event=local_date(story.event_at),
        published=local_date(story.first_published_at),
        text=words_of_text(text),
    )


def copies_among(stories: Sequence[StoryPage], now: datetime) -> dict[int, int]:
    """Return, for each of `stories` whose text another story had earlier, that other story. Five queries at most.

    Earlier by the texts themselves, drafts included: who is copied before publishing is not the copier.
    """
    pairs = resembling([story.pk for story in stories], now=now)
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
