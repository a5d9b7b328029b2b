"""Public copies of files, prepared by a job: pages drawn and proposed on, then the copy with what is painted over.

What a file does to its reader it does to a process apart (`portals.redaction.files`). Nothing here holds a lock while
that works: what was changed meanwhile is thrown away, and done anew.
"""

from __future__ import annotations

import hashlib
import io
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image

from portals.redaction.boxes import Box
from portals.redaction.files import (
    Unfinished,
    UploadRefused,
    draw_all_pages,
    propose_boxes,
    redact_image,
    redact_pdf,
)
from portals.uploads.states import Examination

from .enums import RedactionState
from .models import CaseFile, FileRedaction, RedactionPage
from .recording import held_case

logger = structlog.get_logger(__name__)
FILES_A_ROUND = 10
MOST_ATTEMPTS = 5
PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What a job made outside of any transaction: pages to look at, or a copy."""

    pages: tuple[tuple[RedactionPage, bytes, str], ...] = ()
    copy: bytes = b""
    media_type: str = ""


def draw_waiting_files(*, now: datetime) -> int:
    """Prepare pages and copies that wait; return how many came to an end. Safe to repeat, and to run twice at once."""
    waiting = FileRedaction.objects.filter(
        state__in=[RedactionState.READING, RedactionState.DRAWING]
    ).select_related("original__case")
    return sum(_prepared(one, now) for one in waiting.order_by("pk")[:FILES_A_ROUND])


def _prepared(redaction: FileRedaction, now: datetime) -> int:
    work: Callable[[FileRedaction, bytes], _Drawn]
    work = _pages if redaction.state == RedactionState.READING else _copy
    try:
        with redaction.original.file.open("rb") as file:
            drawn = work(redaction, file.read())
    except UploadRefused as refused:
        return _kept(redaction, now, fault=str(refused))
    except (Unfinished, OSError, ValueError) as error:
        logger.warning("redaction.no_end", redaction=redaction.pk, error=type(error).__name__)
        return _kept(redaction, now)
    return _kept(redaction, now, drawn)


def _pages(redaction: FileRedaction, content: bytes) -> _Drawn:
    if redaction.original.media_type != PDF:
        picture = redact_image(content, [])
        with Image.open(io.BytesIO(picture)) as opened:
            (width, height), ending = opened.size, (opened.format or "png").lower()
        page = RedactionPage(number=0, width=width, height=height, has_words=False)
        return _Drawn(((page, picture, ending),))
    name = redaction.original.case.person_name
    found = propose_boxes(content, names_given=[name] if name else [])
    made = []
    for number, (shown, picture) in enumerate(
        zip(found.pages, draw_all_pages(content), strict=True)
    ):
        here = [one for one in found.boxes if one.box.page == number]
        page = RedactionPage(
            number=number,
            width=shown.width,
            height=shown.height,
            has_words=shown.has_words,
            proposed=[[*edges_of(one.box), str(one.kind), one.why] for one in here],
            boxes=[edges_of(one.box) for one in here],
        )
        made.append((page, picture, "jpg"))
    return _Drawn(tuple(made))


def _copy(redaction: FileRedaction, content: bytes) -> _Drawn:
    pages = list(redaction.pages.all())
    if not pages:
        # Taken away since the file was read: without them nothing would be painted over.
        raise Unfinished
    boxes = [Box(page.number, *edges) for page in pages for edges in page.boxes]
    if redaction.original.media_type == PDF:
        return _Drawn(copy=redact_pdf(content, boxes), media_type=PDF)
    picture = redact_image(content, boxes)
    with Image.open(io.BytesIO(picture)) as opened:
        return _Drawn(copy=picture, media_type=f"image/{(opened.format or 'png').lower()}")


def edges_of(box: Box) -> list[int]:
    return [box.left, box.top, box.right, box.bottom]


@transaction.atomic
def _kept(
    redaction: FileRedaction, now: datetime, drawn: _Drawn | None = None, *, fault: str = ""
) -> int:
    """Keep what was made, unless the file was changed, done or erased meanwhile; return 1 where it came to an end.

    The case is locked first, as by who erases it.
    """
    held_case(redaction.original.case_id)
    held = (
        FileRedaction.objects.select_for_update(of=("self",))
        .filter(pk=redaction.pk, state=redaction.state, changed_at=redaction.changed_at)
        .filter(original__case__erased_at=None)
        .first()
    )
    if held is None:
        return 0
    if drawn is None and not fault:
        held.attempts += 1
        if held.attempts < MOST_ATTEMPTS:
            held.save()
            return 0
        fault = _(
            "This file could not be drawn. Leave it out, or tell what it shows in the answer."
        )
    if fault:
        held.state, held.fault = RedactionState.FAILED, fault[:500]
    elif drawn is not None and drawn.copy:
        held.copy, held.state = _copy_row(redaction, held, drawn, now), RedactionState.DONE
    elif drawn is not None:
        for page, picture, ending in drawn.pages:
            page.redaction = held
            page.picture.save(f"{uuid.uuid4().hex}.{ending}", ContentFile(picture), save=False)
            page.save()
        held.state, held.attempts = RedactionState.LOOKED_AT, 0
    held.save()
    return 1


def _copy_row(
    redaction: FileRedaction, held: FileRedaction, drawn: _Drawn, now: datetime
) -> CaseFile:
    ending = drawn.media_type.rpartition("/")[2]
    return CaseFile.objects.create(
        case=redaction.original.case,
        file=ContentFile(drawn.copy, name=f"{uuid.uuid4().hex}.{ending}"),
        name=f"{held.title}.{ending}",
        media_type=drawn.media_type,
        size=len(drawn.copy),
        sha256=hashlib.sha256(drawn.copy).hexdigest(),
        by_person=False,
        examination=Examination.FINE,
        redacted_from=redaction.original,
        added_at=now,
    )
