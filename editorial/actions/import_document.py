"""A Word document becomes a draft of a board, pictures included; or nothing of it stays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.enums import StoryKind
from editorial.models import PortalImage, SectionPage, StoryPage
from editorial.permissions import holds_post_for
from editorial.similarity.signing import sign_draft
from editorial.word.markup import Block
from editorial.word.reading import WordText, read_document
from portals.models import Portal
from portals.refusals import NotYourOffice

from .importing import MODELS

if TYPE_CHECKING:
    from portals.boards.models import User


def import_document(
    *,
    section: SectionPage,
    file: UploadedFile[bytes],
    actor: User,
    now: datetime,
    kind: StoryKind = StoryKind.ARTICLE,
) -> tuple[StoryPage, int]:
    """Make a draft in `section` of a .docx; return it and how many pictures could not be taken.

    For whoever holds a post on the board of the section and may write there. Raises UnableToImportDocument for what
    is no such file. Pictures go to the board's own collection, without place and time.
    """
    if (
        not holds_post_for(actor, section, now)
        or not section.permissions_for_user(actor).can_add_subpage()
    ):
        raise NotYourOffice(_("Only members of this portal's board may write for it."))
    document = read_document(file, name=file.name or "", size=file.size or 0)
    with transaction.atomic(), _files_of_failures() as written:
        images = _hang(document, section.portal, actor, written)
        story = MODELS[kind](
            title=document.title,
            lead=document.lead,
            body=_body(document.blocks, images),
            owner=actor,
            live=False,
        )
        section.add_child(instance=story)
        story.save_revision(user=actor, clean=False)
        sign_draft(story)
        log(
            instance=story,
            action="editorial.import_document",
            user=actor,
            data={
                "portal": section.portal_id,
                "pictures": len(images),
                "pictures_left_out": document.pictures_left_out,
            },
        )
    return story, document.pictures_left_out


@contextmanager
def _files_of_failures() -> Iterator[list[PortalImage]]:
    """Take the files of what was written off the storage again where the rest fails: a rollback knows only rows."""
    written: list[PortalImage] = []
    try:
        yield written
    except BaseException:
        for image in written:
            image.file.storage.delete(image.file.name)
        raise


def _hang(
    document: WordText, portal: Portal, actor: User, written: list[PortalImage]
) -> dict[str, PortalImage]:
    images = {}
    for number, (key, picture) in enumerate(document.pictures.items(), start=1):
        title = _("%(title)s, picture %(number)s") % {
            "title": document.title[:200],
            "number": number,
        }
        image = PortalImage(
            title=title,
            collection=portal.collection,
            uploaded_by_user=actor,
            file=ContentFile(picture.content, name=f"anh-{number}.{picture.ending}"),
        )
        written.append(image)
        image.save()
        images[key] = image
    return images


def _body(blocks: list[Block], images: dict[str, PortalImage]) -> Any:
    """The stream in its raw form, with the pictures in their places. Each block has its id from the beginning."""
    raw = []
    for block in blocks:
        value = block["value"]
        if block["type"] == "figure":
            image = {
                "image": images[value["image"]].pk,
                "decorative": False,
                "alt_text": value["alt"][:255],
            }
            value = {"image": image, "caption": ""}
        raw.append({"type": block["type"], "value": value, "id": str(uuid4())})
    return StoryPage._meta.get_field("body").stream_block.to_python(raw)
