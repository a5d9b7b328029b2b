"""Whether the text of an accepted correction was set right: asked at each publication of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from editorial.models import Correction
from editorial.stored_text import text_of_page, words_of_text
from portals.accountability.actions.ruling import note_applied
from portals.accountability.models import CorrectionRuling

if TYPE_CHECKING:
    from editorial.models import StoryPage


def follow_corrections(*, story: StoryPage, now: datetime) -> None:
    """Note which accepted corrections the text that was just published follows. For `placements.publications`.

    It follows one whose wrong words it does not say any more. Where it never said them in words (a picture, a file) the
    first publication after the ruling counts. One query for a story that nobody contested.
    """
    numbers = _numbers(story)
    if not numbers:
        return
    rulings = CorrectionRuling.objects.filter(case__in=numbers, applied_at=None, ruled_at__lt=now)
    said = ""
    followed = []
    for ruling in rulings:
        said = said or _said(story)
        if _plain(ruling.wrong) not in said:
            followed.append(ruling.case_id)
    if followed:
        note_applied(case_ids=followed, now=now)


def settle_corrections(story: StoryPage, now: datetime) -> None:
    """Note that a text that was taken down says nothing wrong any more. One query where nobody contested it."""
    if numbers := _numbers(story):
        note_applied(case_ids=numbers, now=now)


def _numbers(story: StoryPage) -> list[int]:
    notes = Correction.objects.filter(story=story.pk, request_number__isnull=False)
    return [number for number in notes.values_list("request_number", flat=True) if number]


def _said(story: StoryPage) -> str:
    return _plain(words_of_text(text_of_page(story)))


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())
