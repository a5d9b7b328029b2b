"""The corrections under a story."""

from __future__ import annotations

from django.db.models import F

from editorial.models import Correction, StoryPage


def corrections_of(story: StoryPage, *, drafted: bool = False) -> list[Correction]:
    """The published corrections, the latest first; before them, where `drafted`, the one in hand. One query."""
    notes = Correction.objects.filter(story=story.pk)
    if not drafted:
        notes = notes.filter(published_at__isnull=False)
    return list(notes.order_by(F("published_at").desc(nulls_first=True), "-pk"))


def corrections_by_request(story_id: int) -> list[Correction]:
    """Those that citizens' requests led to, the latest first: told also where the story was taken down. One query."""
    notes = Correction.objects.filter(story=story_id, request_number__isnull=False)
    return list(notes.order_by("-published_at", "-pk"))
