"""Writing a text from one short form: once, however often the form arrives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from editorial.kinds.registry import called, usual
from editorial.models import PortalImage, QuickWriting, SectionPage, StoryPage
from editorial.review.actions import submit_story
from editorial.wagtail_patches.file_metadata import note_image_file
from portals.boards.queries import holds_post
from portals.refusals import NotYourOffice, Refusal
from portals.text import nfc
from portals.uploads.states import Examination

from .plain_text import read_typed

if TYPE_CHECKING:
    from django.core.files.base import ContentFile

    from portals.boards.models import User


class UnableToWrite(Refusal):
    """The text cannot be taken as it was sent."""


@dataclass(frozen=True, slots=True)
class TakenPhoto:
    """A photo with what it shows in words; made sensible already, unless it `waits` for that."""

    picture: ContentFile[bytes]
    alt: str
    caption: str = ""
    waits: bool = False


@dataclass(frozen=True, slots=True)
class WrittenStory:
    """The story, and whether this very call wrote it. `refusal`: why it is a draft although it was to be submitted."""

    story: StoryPage
    is_new: bool
    refusal: str = ""


def write_quickly(
    *,
    key: UUID,
    section: SectionPage,
    title: str,
    text: str,
    photos: Sequence[TakenPhoto],
    event_at: datetime | None,
    submit: bool,
    actor: User,
    now: datetime,
    credit: str = "",
    byline: str = "",
    source: str = "",
    kind: str = "",
) -> WrittenStory:
    """Write a story into `section`, and submit it for review where `submit` says so.

    `kind` is the code of one that is made of title, text and photos; the usual one where it is empty. The same `key`
    gives the same story again, with nothing written or changed. What the review refuses stays as a draft. Raises
    NotYourOffice for whoever holds no post on the section's board.
    """
    if not holds_post(actor, section.portal, now):
        raise NotYourOffice(_("You hold no post on the board of this portal."))
    with transaction.atomic(), _files_only_if_kept() as images:
        row, is_new = QuickWriting.objects.get_or_create(
            key=key, defaults={"author": actor, "sent_at": now}
        )
        if not is_new:
            return WrittenStory(_known(row, actor), is_new=False)
        story = _story(kind or usual().code, title, text, event_at, actor)
        story.byline, story.source = nfc(byline), nfc(source)
        for photo in photos:
            images.append(_image(photo, section, actor, nfc(credit)))
        _illustrate(story, images, photos)
        section.add_child(instance=story)
        # A draft may be unfinished; approving one that is gets refused.
        story.save_revision(user=actor, log_action="wagtail.create", clean=False)
        QuickWriting.objects.filter(pk=row.pk).update(story=story)
        refusal = _submit(story, actor, now) if submit else ""
    return WrittenStory(story, is_new=True, refusal=refusal)


def written_before(*, key: UUID, actor: User) -> StoryPage | None:
    """The story that `key` gave already; raises UnableToWrite where the key is somebody else's. One query."""
    row = QuickWriting.objects.select_related("story").filter(key=key).first()
    return _known(row, actor) if row else None


def _known(row: QuickWriting, actor: User) -> StoryPage:
    if row.author_id != actor.pk or row.story is None:
        raise UnableToWrite(
            _("This text was received before, and its draft was deleted since. Write it anew.")
        )
    return row.story


def _story(kind: str, title: str, text: str, event_at: datetime | None, actor: User) -> StoryPage:
    typed = read_typed(nfc(text))
    body: list[dict[str, Any]] = [{"type": "text", "value": typed.html}] if typed.html else []
    return called(kind).model(
        title=nfc(title),
        draft_title=nfc(title),
        lead=typed.lead,
        body=body,
        event_at=event_at,
        owner=actor,
        live=False,
    )


def _image(photo: TakenPhoto, section: SectionPage, actor: User, credit: str) -> PortalImage:
    image = PortalImage(
        title=(photo.alt or str(section.title))[:255],
        description=photo.alt[:255],
        credit=credit,
        file=photo.picture,
        collection_id=section.portal.collection_id,
        uploaded_by_user=actor,
        examination=Examination.EXAMINING if photo.waits else Examination.FINE,
    )
    note_image_file(image)
    image.save()
    return image


def _illustrate(
    story: StoryPage, images: Sequence[PortalImage], photos: Sequence[TakenPhoto]
) -> None:
    """The first photo leads; the others follow the text."""
    for number, (image, photo) in enumerate(zip(images, photos, strict=True)):
        if number == 0:
            story.lead_image = image
            story.lead_image_alt = nfc(photo.alt)[:250]
            story.lead_image_caption = nfc(photo.caption)
            continue
        picture = {"image": image.pk, "alt_text": nfc(photo.alt), "decorative": False}
        figure = {"image": picture, "caption": nfc(photo.caption)}
        story.body.append(
            ("figure", story.body.stream_block.child_blocks["figure"].to_python(figure))
        )


def _submit(story: StoryPage, actor: User, now: datetime) -> str:
    try:
        submit_story(story=story, actor=actor, now=now)
    except Refusal as refusal:
        return str(refusal)
    return ""


@contextmanager
def _files_only_if_kept() -> Iterator[list[PortalImage]]:
    """Collect images; where the block fails, their rows roll back and their files are deleted too."""
    images: list[PortalImage] = []
    try:
        yield images
    except BaseException:
        for image in images:
            image.file.delete(save=False)
        raise
