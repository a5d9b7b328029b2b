"""The correction of a published story: a note for its readers, reviewed with the change it explains."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from editorial.models import Correction, StoryPage
from editorial.permissions import holds_post_for
from portals.refusals import NotYourOffice, Refusal
from portals.text import nfc

from .decisions import locked_page, scheduled_revision

if TYPE_CHECKING:
    from portals.boards.models import User


LONGEST = 1000


class UnableToCorrect(Refusal):
    """The story is not public, cannot be changed now, or the note is empty."""


def write_correction(*, story: StoryPage, text: str, actor: User, now: datetime) -> Correction:
    """Write, or write anew, the note that will be published with the next version of the story.

    It makes a new version by `actor`, so that it is submitted, read and approved like any change. For whoever may
    edit the story now.
    """
    text = nfc(text).strip()
    if not text:
        raise UnableToCorrect(_("Say what was wrong and what is right."))
    if len(text) > LONGEST:
        raise UnableToCorrect(_("The note is longer than 1,000 characters."))
    with transaction.atomic():
        page = editable_text(story, actor, now)
        if not page.live:
            raise UnableToCorrect(_("Only a published story is corrected."))
        note, _created = Correction.objects.update_or_create(
            story=page,
            published_at=None,
            defaults={"text": text, "written_by": actor, "written_at": now},
        )
        _new_version(page, actor)
        log(
            instance=page,
            action="editorial.write_correction",
            user=actor,
            data={"correction": note.pk, "text": text},
        )
    return note


def drop_correction(*, story: StoryPage, actor: User, now: datetime) -> None:
    """Drop the note that is not published yet. What readers have seen stays."""
    with transaction.atomic():
        page = editable_text(story, actor, now)
        note = Correction.objects.filter(story=page, published_at=None).first()
        if note is None:
            raise UnableToCorrect(_("No correction is in hand for this story."))
        _new_version(page, actor)
        log(
            instance=page,
            action="editorial.drop_correction",
            user=actor,
            data={"correction": note.pk, "text": note.text},
        )
        note.delete()


def editable_text(story: StoryPage, actor: User, now: datetime) -> StoryPage:
    """Lock the story and return it, for whoever may write a new version of it now; else say why not."""
    page = locked_page(story)
    lock = page.get_lock()
    if not holds_post_for(actor, page, now) or not page.permissions_for_user(actor).can_edit():
        raise NotYourOffice(_("Only members of this portal's board may correct its stories."))
    if lock is not None and lock.for_user(actor):
        raise UnableToCorrect(_("The text is in somebody else's hands now."))
    if scheduled_revision(page) is not None:
        raise UnableToCorrect(
            _("This text is approved and waits for its hour. Take it back first to change it.")
        )
    return page


def _new_version(page: Page, actor: User) -> None:
    latest = page.get_latest_revision()
    (latest.as_object() if latest else page).save_revision(user=actor)
