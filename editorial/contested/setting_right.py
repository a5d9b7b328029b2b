"""Whether the text of an accepted correction was set right: asked at each publication of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from editorial.models import Correction
from editorial.stored_text import text_of_page, words_of_text
from portals.accountability.actions.ruling import note_applied, note_owed_again
from portals.accountability.models import CorrectionRuling

if TYPE_CHECKING:
    from editorial.models import StoryPage


def follow_corrections(*, story: StoryPage, now: datetime) -> None:
    """Note which accepted corrections the text that was just published follows. For `placements.publications`.

    It follows one whose wrong words it does not say any more. Where it never said them in words (a picture, a file) the
    first publication after the ruling counts. One that was settled is owed again where the wrong words stand again.
    One query for a story that nobody contested.
    """
    numbers = _numbers(story)
    if not numbers:
        return
    said = _said(story)
    followed, owed_again = [], []
    for ruling in CorrectionRuling.objects.filter(case__in=numbers, ruled_at__lt=now):
        says_it = _plain(ruling.wrong) in said
        if says_it and ruling.applied_at is not None:
            owed_again.append(ruling.case_id)
        elif not says_it and ruling.applied_at is None:
            followed.append(ruling.case_id)
    if followed:
        note_applied(case_ids=followed, now=now)
    if owed_again:
        note_owed_again(case_ids=owed_again)


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
