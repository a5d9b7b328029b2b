"""What a correction of the source asks of a board beyond any other change."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from editorial.models import Correction, StoryPage
from editorial.permissions import may_review
from portals.accountability.models import CorrectionRuling
from portals.boards.models import User
from portals.refusals import NotYourOffice, Refusal

from .enums import SourceEvent
from .models import SourceChange

LONGEST_REASON = 500


class UnableToKeep(Refusal):
    """One's own text is kept against a correction without a reason that can be read."""


def corrections_in(changes: Iterable[SourceChange]) -> list[SourceChange]:
    return [change for change in changes if change.kind == SourceEvent.CORRECTED]


def waiting_for_words(source_id: int, changes: Collection[SourceChange]) -> list[SourceChange]:
    """Return those that tell of a ruling which the text of the source does not follow yet. One query at most.

    Nothing of them can be taken: the source still says what is wrong, and only its note says what is right.
    """
    corrected = corrections_in(changes)
    if not corrected:
        return []
    unapplied = CorrectionRuling.objects.filter(applied_at=None).values("case")
    notes = set(
        Correction.objects.filter(story=source_id, request_number__in=unapplied).values_list(
            "text", flat=True
        )
    )
    return [change for change in corrected if any(note in change.note for note in notes)]


def must_keep_with_reason(copy: StoryPage, reason: str, actor: User, now: datetime) -> None:
    """Raise where somebody keeps the board's text against a correction who may not, or says not why."""
    if not may_review(actor, copy, now):
        raise NotYourOffice(
            _(
                "The source was corrected: only the head or a deputy head of the board keeps its own text."
            )
        )
    if not reason:
        raise UnableToKeep(
            _("The source was corrected: write why your own text is right and stays.")
        )
    if len(reason) > LONGEST_REASON:
        raise UnableToKeep(
            _("This is longer than %(most)s characters. Shorten it.") % {"most": LONGEST_REASON}
        )
