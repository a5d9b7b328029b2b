"""The note of an accepted correction: public at once, wherever the story stands, with all that follows of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page

from editorial.models import Correction, Placement, StoryPage
from editorial.placements import publications
from portals.pagecache.cache_invalidation import change_editions
from portals.refusals import Refusal

from .finding import contested_story_id, last_origin

if TYPE_CHECKING:
    from portals.accountability.models import CorrectionRuling
    from portals.boards.models import User

type NoteListener = Callable[[Correction], None]
_listeners: list[NoteListener] = []


class NothingToCorrect(Refusal):
    """What is contested was deleted meanwhile."""


def on_note(listener: NoteListener) -> None:
    """Have `listener` called in the transaction of each note that a ruling brought; once, from an app's `ready()`."""
    _listeners.append(listener)


@transaction.atomic
def publish_note(ruling: CorrectionRuling, actor: User) -> None:
    """Tell the readers of a contested text that it was wrong, everywhere it stands, in the ruling's transaction.

    Where it stood and was taken down the page that says so tells it, and own versions that stand on do.

    The text is the same, and reads otherwise: what follows from notes follows, and nothing that a publication would
    refuse or settle. What is being written meanwhile, and a note in hand with it, stay as they are. For
    `contested.on_ruling`.
    """
    story_id, now = contested_story_id(ruling.case.about), ruling.ruled_at
    # The page first, as every act on a story locks it.
    page = Page.objects.select_for_update().filter(pk=story_id).first()
    if story_id is None or page is None or (origin := last_origin(story_id)) is None:
        raise NothingToCorrect(_("What this contests was deleted: answer the request."))
    note = Correction.objects.create(
        story_id=story_id,
        text=words_of_correction(ruling),
        written_by=actor,
        written_at=now,
        published_at=now,
        request_number=ruling.case_id,
    )
    stands = origin.removed_at is None
    if stands:
        Page.objects.filter(pk=story_id).update(last_published_at=now)
    story = StoryPage.objects.get(pk=story_id).specific
    shown = Q(story=story) | Q(story__adapted_from=story)
    placed = Placement.objects.filter(shown)
    if stands:
        placed = placed.standing()
    # As with a recall, no stored page of before is shown while a new one is made.
    change_editions(portal_ids=placed.values_list("portal_id", flat=True), forbid_stale=True)
    for follow in publications.note_listeners():
        follow(story=story, now=now)
    for listener in _listeners:
        listener(note)


def words_of_correction(ruling: CorrectionRuling) -> str:
    """Return what readers are told: what was wrong, what is right, and the number of the request."""
    with override(settings.LANGUAGE_CODE):
        lines = [
            _("Published: “%(wrong)s”") % {"wrong": ruling.wrong},
            _("Now corrected to: “%(right)s”") % {"right": ruling.right},
            _("At the request for a correction no. %(number)s.") % {"number": ruling.case_id},
        ]
    return "\n".join(lines)
