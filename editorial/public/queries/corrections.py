"""The corrections under a story."""

from __future__ import annotations

from django.db.models import F

from editorial.models import Correction, StoryPage
from portals.accountability.enums import StatementBeside
from portals.accountability.stated import statements_beside


def corrections_of(story: StoryPage, *, drafted: bool = False) -> list[Correction]:
    """The published corrections, the latest first; before them, where `drafted`, the one in hand. Two queries."""
    notes = Correction.objects.filter(story=story.pk)
    if not drafted:
        notes = notes.filter(published_at__isnull=False)
    return _with_statements(list(notes.order_by(F("published_at").desc(nulls_first=True), "-pk")))


def corrections_by_request(story_id: int) -> list[Correction]:
    """Those that citizens' requests led to, the latest first: told also where the story was taken down. Two queries."""
    notes = Correction.objects.filter(story=story_id, request_number__isnull=False)
    return _with_statements(list(notes.order_by("-published_at", "-pk")))


def _with_statements(notes: list[Correction]) -> list[Correction]:
    """Give each note that came of a request what heads said beside it. One query where there is such a note."""
    numbers = [note.request_number for note in notes if note.request_number is not None]
    said = statements_beside(numbers, StatementBeside.CORRECTION) if numbers else {}
    for note in notes:
        vars(note)["statements"] = said.get(note.request_number or 0, [])
    return notes
