"""A Word document becomes a draft of a board, pictures included; or nothing of it stays."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.kinds.registry import called, usual
from editorial.models import PortalImage, ReadingState, SectionPage, StoryPage, WordImport
from editorial.permissions import holds_post_for
from editorial.similarity.signing import sign_draft
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal
from portals.uploads.apart import Unfinished, UploadDeadline

from .documents import WordText, read_document
from .markup import Block

if TYPE_CHECKING:
    from portals.boards.models import User

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Brought:
    """What became of a document: a draft and how many pictures could not be taken, or a row that waits for a job."""

    story: StoryPage | None = None
    pictures_left_out: int = 0
    waits: WordImport | None = None


def bring_document(
    *,
    section: SectionPage,
    file: UploadedFile[bytes],
    actor: User,
    now: datetime,
    kind: str = "",
) -> Brought:
    """Make a draft in `section` of a .docx: at once, or by a job where it takes longer than a request may.

    For whoever holds a post on the board of the section and may write there. Raises UnableToImportDocument for what
    is no such file. Pictures go to the board's own collection, without place and time.
    """
    _refuse_strangers(section, actor, now)
    kind = kind or usual().code
    name = file.name or ""
    try:
        document = read_document(file, name=name, size=file.size or 0, until=UploadDeadline())
    except Unfinished:
        return Brought(waits=_keep(section, file, actor, now, kind))
    story = _draft(document, section=section, actor=actor, kind=kind)
    return Brought(story, document.pictures_left_out)


def read_waiting_document(*, waiting: WordImport, now: datetime) -> bool:
    """Make the draft of a document that waits, or write down why not; return whether this call did. Safe to repeat."""
    if waiting.state != ReadingState.READING:
        return False
    try:
        _refuse_strangers(waiting.section, waiting.owner, now)
        with waiting.file.storage.open(str(waiting.file.name), "rb") as stored:
            document = read_document(stored, name=waiting.name, size=waiting.file.size)
    except Unfinished:
        # For a reason that does not lie in the document: the next round tries again.
        return False
    except (Refusal, FileNotFoundError) as refusal:
        words = (
            str(refusal) if isinstance(refusal, Refusal) else _("The file was lost. Send it again.")
        )
        return _settle(waiting, state=ReadingState.REFUSED, refusal=words[:300])
    try:
        return _make_draft_of(waiting, document)
    except OperationalError:
        # The database is away or busy; the next round tries again.
        raise
    except Exception:
        # It would fail the same way each time, and whoever sent it would wait for ever.
        logger.exception(
            "No draft could be made of a document.",
            extra={"event": "editorial.word.no_draft", "document": waiting.pk},
        )
        words = _("No draft could be made of this document. Copy its text into a new draft.")
        return _settle(waiting, state=ReadingState.REFUSED, refusal=words[:300])


def _make_draft_of(waiting: WordImport, document: WordText) -> bool:
    with transaction.atomic():
        # Of two workers one makes the draft.
        if not _still_waits(waiting).select_for_update().exists():
            return False
        story = _draft(document, section=waiting.section, actor=waiting.owner, kind=waiting.kind)
        return _settle(
            waiting,
            state=ReadingState.DONE,
            story=story,
            pictures_left_out=document.pictures_left_out,
        )


def forget_documents(*, before: datetime) -> int:
    """Delete the rows of documents sent before that hour; what waits is kept."""
    old = WordImport.objects.filter(sent_at__lt=before).exclude(state=ReadingState.READING)
    return old.delete()[0]


def _keep(
    section: SectionPage,
    file: UploadedFile[bytes],
    actor: User,
    now: datetime,
    kind: str,
) -> WordImport:
    file.seek(0)
    with transaction.atomic():
        waiting = WordImport.objects.create(
            owner=actor,
            section=section,
            kind=kind,
            name=PurePath(file.name or "").name[-255:],
            file=file,
            sent_at=now,
        )
        log(
            instance=section,
            action="editorial.send_document",
            user=actor,
            data={"portal": section.portal_id, "name": waiting.name},
        )
    return waiting


def _settle(waiting: WordImport, **verdict: Any) -> bool:
    storage, kept = waiting.file.storage, str(waiting.file.name)
    if not _still_waits(waiting).update(file="", **verdict):
        return False
    transaction.on_commit(lambda: storage.delete(kept))
    return True


def _still_waits(waiting: WordImport) -> QuerySet[WordImport]:
    return WordImport.objects.filter(pk=waiting.pk, state=ReadingState.READING)


def _refuse_strangers(section: SectionPage, actor: User, now: datetime) -> None:
    if (
        not holds_post_for(actor, section, now)
        or not section.permissions_for_user(actor).can_add_subpage()
    ):
        raise NotYourOffice(_("Only members of this portal's board may write for it."))


def _draft(document: WordText, *, section: SectionPage, actor: User, kind: str) -> StoryPage:
    with transaction.atomic(), _files_of_failures() as written:
        images = _hang(document, section.portal, actor, written)
        story = called(kind).model(
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
    return story


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
