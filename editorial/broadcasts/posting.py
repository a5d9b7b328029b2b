"""Posting a bulletin from one short form, once: recording and hour now, the text perhaps later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from editorial.editor.actions import UnableToWrite, WrittenStory
from editorial.editor.plain_text import TypedText, paragraphs_of
from editorial.models import PortalDocument, QuickWriting, SectionPage
from editorial.review.actions import submit_story
from editorial.wagtail_patches.file_metadata import note_document_file
from portals.boards.queries import holds_post
from portals.refusals import NotYourOffice, Refusal
from portals.text import nfc
from portals.uploads.states import Examination

from .enums import BulletinClass, SpokenLanguage
from .models import BroadcastPage, check_aired_at

if TYPE_CHECKING:
    from portals.boards.models import User


@dataclass(frozen=True, slots=True)
class TakenSound:
    """A recording that may be kept; its examination goes on by a job where it `waits`."""

    file: Any
    waits: bool = False


@dataclass(frozen=True, slots=True)
class BulletinDetails:
    """What a bulletin says of itself. `text` as it was typed, a blank line between paragraphs."""

    title: str
    aired_at: datetime
    station_name: str = ""
    text: str = ""
    bulletin_class: BulletinClass = BulletinClass.ORDINARY
    language: SpokenLanguage = SpokenLanguage.VIETNAMESE


def post_bulletin(
    *,
    key: UUID,
    section: SectionPage,
    details: BulletinDetails,
    sound: TakenSound | None,
    submit: bool,
    actor: User,
    now: datetime,
) -> WrittenStory:
    """Write a bulletin into `section`, and submit it for review where `submit` says so.

    The same `key` gives the same bulletin again. What the review refuses stays as a draft, and the answer says why.
    Raises NotYourOffice for whoever holds no post on the section's board, UnableToWrite without recording and text,
    and for an hour too far ahead.
    """
    if not holds_post(actor, section.portal, now):
        raise NotYourOffice(_("You hold no post on the board of this portal."))
    if sound is None and not details.text.strip():
        raise UnableToWrite(_("Add the recording or write the text: one of them is needed."))
    try:
        check_aired_at(details.aired_at, now)
    except ValidationError as error:
        raise UnableToWrite(" ".join(error.messages)) from error
    kept: PortalDocument | None = None
    try:
        with transaction.atomic():
            row, is_new = QuickWriting.objects.get_or_create(
                key=key, defaults={"author": actor, "sent_at": now}
            )
            if not is_new:
                return WrittenStory(posted_before(row, actor), is_new=False)
            if sound is not None:
                kept = _document(sound, details.title, section, actor)
            page = _page(details, kept, actor)
            section.add_child(instance=page)
            page.save_revision(user=actor, log_action="wagtail.create", clean=False)
            QuickWriting.objects.filter(pk=row.pk).update(story=page)
            refusal = _submit(page, actor, now) if submit else ""
    except BaseException:
        # The row rolls back; its file would stay.
        if kept is not None:
            kept.file.delete(save=False)
        raise
    return WrittenStory(page, is_new=True, refusal=refusal)


def posted_before(row: QuickWriting, actor: User) -> BroadcastPage:
    """The bulletin that a key gave already; raises UnableToWrite where it is somebody else's, or gone."""
    page = BroadcastPage.objects.filter(pk=row.story_id).first() if row.story_id else None
    if row.author_id != actor.pk or page is None:
        raise UnableToWrite(
            _("This text was received before, and its draft was deleted since. Write it anew.")
        )
    return page


def _page(details: BulletinDetails, recording: PortalDocument | None, actor: User) -> BroadcastPage:
    # Captions follow the body: nothing of what was read aloud may stand in the lead alone.
    whole = TypedText("", paragraphs_of(nfc(details.text))).html
    return BroadcastPage(
        title=nfc(details.title),
        draft_title=nfc(details.title),
        body=[{"type": "text", "value": whole}] if whole else [],
        aired_at=details.aired_at,
        bulletin_class=details.bulletin_class,
        language=details.language,
        station_name=details.station_name,
        recording=recording,
        owner=actor,
        live=False,
    )


def _document(sound: TakenSound, title: str, section: SectionPage, actor: User) -> PortalDocument:
    document = PortalDocument(
        title=title[:255],
        file=sound.file,
        collection_id=section.portal.collection_id,
        uploaded_by_user=actor,
        examination=Examination.EXAMINING if sound.waits else Examination.FINE,
    )
    note_document_file(document)
    document.save()
    return document


def _submit(page: BroadcastPage, actor: User, now: datetime) -> str:
    try:
        submit_story(story=page, actor=actor, now=now)
    except Refusal as refusal:
        return str(refusal)
    return ""
