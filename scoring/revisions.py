"""Which revision of a story was public at an instant."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import F, Q
from wagtail.models import PageLogEntry, Revision

from editorial.models import StoryPage

# Lines of the log that are left where a text becomes public.
PUBLISHED = ("wagtail.publish", "wagtail.publish.schedule", "editorial.approve")


def changed_since(story_ids: Collection[int], at: datetime) -> set[int]:
    """Return the stories whose reading may be of another text than the one that was public at `at`. One query."""
    changed = StoryPage.objects.filter(pk__in=story_ids).filter(
        Q(last_published_at__gte=at)
        | Q(live=False)
        & (Q(storyreading__isnull=True) | Q(storyreading__version_at__lt=F("last_published_at")))
    )
    return set(changed.values_list("pk", flat=True))


def public_at(story_ids: Collection[int], at: datetime) -> dict[int, tuple[Revision, datetime]]:
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
