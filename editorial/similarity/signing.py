"""Signing texts: one signature for a story's last draft and one for its published version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, OuterRef, QuerySet
from wagtail.models import Page, Revision

from editorial.models import StoryPage, TextSignature
from editorial.models.signature import TextStage
from editorial.stored_text import StoredText, text_of_page, text_of_revision, words_of_text

from .sketches import sketch_of

SLICE = 200


@dataclass(frozen=True, slots=True)
class DatedText:
    """The words of one of a story's two texts, and since when they stand."""

    story_id: int
    stage: TextStage
    words: str
    at: datetime


def sign_published(stories: Iterable[StoryPage]) -> None:
    """Sign the text on each instance as the published one. One statement."""
    write_signatures(
        dated(story.pk, TextStage.PUBLISHED, text_of_page(story), story.last_published_at)
        for story in stories
        if story.last_published_at is not None
    )


def sign_draft(story: Page) -> None:
    """Sign the last draft of `story`, whatever its instance holds; nothing for other pages. Two statements."""
    revision = story.get_latest_revision()
    if revision is not None and isinstance(story, StoryPage):
        write_signatures(
            [
                dated(
                    story.pk,
                    TextStage.DRAFT,
                    text_of_revision(revision.content),
                    revision.created_at,
                )
            ]
        )


def dated(story_id: int, stage: TextStage, text: StoredText, at: datetime) -> DatedText:
    return DatedText(story_id, stage, words_of_text(text), at)


def write_signatures(texts: Iterable[DatedText]) -> None:
    """Write the signatures of `texts`, each (story, stage) named once, over older ones. One statement."""
    TextSignature.objects.bulk_create(
        [_signature(text) for text in texts],
        update_conflicts=True,
        unique_fields=["story", "stage"],
        update_fields=["shingles", "bands", "text_at"],
    )


def _signature(text: DatedText) -> TextSignature:
    sketch = sketch_of(text.words)
    return TextSignature(
        story_id=text.story_id,
        stage=text.stage,
        shingles=list(sketch.shingles),
        bands=list(sketch.bands),
        text_at=text.at,
    )


def sign_missing(*, limit: int | None = None) -> int:
    """Sign texts that changed since their signature, or have none; return how many. Safe to repeat.

    Drafts that a verb saved without a person at the editor, and stories from before there were signatures.
    """
    signed = 0
    for stage, wanting in ((TextStage.PUBLISHED, _published()), (TextStage.DRAFT, _drafts())):
        ids = list(wanting.order_by("pk").values_list("pk", flat=True)[:limit])
        for start in range(0, len(ids), SLICE):
            some = ids[start : start + SLICE]
            texts = list(
                _published_texts(some) if stage is TextStage.PUBLISHED else _draft_texts(some)
            )
            write_signatures(texts)
            signed += len(texts)
    return signed


def _unsigned(
    stories: QuerySet[StoryPage], stage: TextStage, changed_at: str
) -> QuerySet[StoryPage]:
    fresh = TextSignature.objects.filter(
        story=OuterRef("pk"), stage=stage, text_at__gte=OuterRef(changed_at)
    )
    return stories.exclude(Exists(fresh))


def _published() -> QuerySet[StoryPage]:
    """Live stories whose published text is not signed."""
    live = StoryPage.objects.filter(live=True, last_published_at__isnull=False)
    return _unsigned(live, TextStage.PUBLISHED, "last_published_at")


def _drafts() -> QuerySet[StoryPage]:
    """Stories whose last draft is not signed and is not simply what was published."""
    drafts = StoryPage.objects.filter(latest_revision__isnull=False).exclude(
        live=True, live_revision=F("latest_revision")
    )
    return _unsigned(drafts, TextStage.DRAFT, "latest_revision__created_at")


def _published_texts(ids: Sequence[int]) -> Iterator[DatedText]:
    for story in StoryPage.objects.filter(pk__in=ids, last_published_at__isnull=False):
        yield dated(story.pk, TextStage.PUBLISHED, text_of_page(story), story.last_published_at)


def _draft_texts(ids: Sequence[int]) -> Iterator[DatedText]:
    revisions = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        pk__in=StoryPage.objects.filter(pk__in=ids).values("latest_revision"),
    )
    for revision in revisions:
        yield dated(
            int(revision.object_id),
            TextStage.DRAFT,
            text_of_revision(revision.content),
            revision.created_at,
        )
