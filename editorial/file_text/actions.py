"""Reading files, and what becomes of their texts. No person does it: the clock, and the upload that brought a file."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import IO, Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from editorial.models import PortalDocument
from editorial.models.file_text import (
    UNSETTLED,
    FileText,
    ReadFile,
    TextFault,
    TextState,
)
from portals.uploads.apart import Exhausting, Unfinished, WorkResult, run_apart
from portals.uploads.scanner import ScanState
from portals.uploads.states import Examination

from .reading import READ
from .recognition import RecognitionFailed, is_installed, recognise

logger = logging.getLogger(__name__)

MOST_TRIES = 4
# Longer than any try takes; doubled with each.
FIRST_WAIT = timedelta(minutes=15)
A_BLOCK = 1024 * 1024
OF_READING = (
    *("state", "fault", "has_text_layer", "pages", "pages_read"),
    *("is_cut", "encoding", "language", "characters"),
)


def link_file(*, document: PortalDocument, now: datetime) -> FileText | None:
    """Note which content a file has; return its text, which may still wait. None for a file that was lost.

    One content has one text, whoever uploaded it: what was read already is there at once.
    """
    try:
        with document.file.storage.open(document.file.name, "rb") as stored:
            digest = _digest(stored)
    except FileNotFoundError:
        logger.error(
            "A file is missing from the storage.",
            extra={"event": "editorial.files.missing", "document": document.pk},
        )
        digest = ""
    with transaction.atomic():
        before = ReadFile.objects.filter(document=document).values_list("text", flat=True).first()
        text = _text_with(digest, now)
        ReadFile.objects.update_or_create(
            document=document,
            defaults={"text": text, "stored_as": document.file.name, "seen_at": now},
        )
        forget_text(text_id=before)
    return text


def read_file(*, document: PortalDocument, now: datetime) -> FileText | None:
    """Note the content of a file and read it, if nobody did; return its text as it stands then. Safe to repeat."""
    text = link_file(document=document, now=now)
    if text is None or not _try(text, TextState.WAITING, now):
        return text
    values: dict[str, Any]
    with _content_of(text) as stored:
        if stored is None:
            return text
        try:
            told = run_apart(READ, stored)
        except Exhausting:
            values, words = {"state": TextState.FAILED, "fault": TextFault.TOO_MUCH}, b""
        except Unfinished:
            # For a reason that does not lie in the file: a later round tries again.
            return text
        else:
            values, words = told.values, told.contents[0]
    _settle(text, now, _columns(values, words), was=TextState.WAITING)
    text.refresh_from_db()
    return text


def keep_reading(
    *, document: PortalDocument, reading: WorkResult, now: datetime
) -> FileText | None:
    """Keep what a request read of a new file before it was stored (`reading.READ`), in the place of a job."""
    text = link_file(document=document, now=now)
    if text is not None:
        values = _columns(reading.values, reading.contents[0])
        _settle(text, now, values, was=TextState.WAITING)
        text.refresh_from_db()
    return text


def recognise_text(*, text: FileText, now: datetime) -> bool:
    """Recognise one scan that waits; return whether this call did. Safe to repeat."""
    if text.state != TextState.OCR_WAITING or not _try(text, TextState.OCR_WAITING, now):
        return False
    with _content_of(text) as stored:
        if stored is None:
            return False
        try:
            found = recognise(stored, text=text.text, pages=text.pages or 1)
        except (Unfinished, RecognitionFailed):
            return False
    words = found.text if found.text.strip() else ""
    values = {
        "state": TextState.OCR if words else TextState.EMPTY,
        "fault": "",
        "text": words,
        "characters": len(words),
        "pages_read": found.pages,
        "is_cut": found.is_cut,
        "language": "vi" if words else "",
    }
    return _settle(text, now, values, was=TextState.OCR_WAITING)


def unread_files(now: datetime) -> QuerySet[PortalDocument]:
    """The files whose content nobody looked at, or whose reading failed and is due, the newest first."""
    due = Q(readfile__text__next_try_at=None) | Q(readfile__text__next_try_at__lte=now)
    return (
        PortalDocument.objects.filter(examination=Examination.FINE)
        .exclude(scan_state=ScanState.INFECTED)
        .filter(
            Q(readfile=None)
            | ~Q(readfile__stored_as=F("file"))
            | Q(readfile__text__state=TextState.WAITING) & due
        )
        .order_by("-pk")
    )


def waiting_scans(now: datetime) -> QuerySet[FileText]:
    """The scans that are due, the newest first."""
    due = Q(next_try_at=None) | Q(next_try_at__lte=now)
    return FileText.objects.filter(due, state=TextState.OCR_WAITING).order_by("-pk")


def recognise_next(*, now: datetime) -> bool:
    """Try to recognise the newest scan that is due; return whether there was one to try.

    Where no Tesseract is installed, write that down, so that the desk and the operator see it.
    """
    text = waiting_scans(now).first()
    if text is None:
        return False
    if not is_installed():
        FileText.objects.filter(state=TextState.OCR_WAITING, fault="").update(
            fault=TextFault.NO_OCR
        )
        return False
    recognise_text(text=text, now=now)
    return True


def give_up(*, now: datetime) -> int:
    """Say of what was tried often enough that it cannot be read; return of how many. What was found so far stays."""
    return FileText.objects.filter(
        state__in=UNSETTLED, tries__gte=MOST_TRIES, next_try_at__lte=now
    ).update(state=TextState.FAILED, fault=TextFault.GIVEN_UP, read_at=now)


def read_anew() -> int:
    """Have read again what could not be, and what was lost, once its cause is gone; return how many that is."""
    lost, _rows = ReadFile.objects.filter(text=None).delete()
    failed = FileText.objects.filter(state=TextState.FAILED).update(
        state=TextState.WAITING, fault="", read_at=None, tries=0, next_try_at=None
    )
    return lost + failed


def forget_text(*, text_id: int | None) -> None:
    """Delete a text that no file has any more."""
    if text_id is not None:
        _ownerless().filter(pk=text_id).delete()


def forget_texts() -> int:
    """Delete what a killed process left; return how many texts that were."""
    return _ownerless().delete()[0]


def _ownerless() -> QuerySet[FileText]:
    return FileText.objects.filter(~Exists(ReadFile.objects.filter(text=OuterRef("pk"))))


def _text_with(digest: str, now: datetime) -> FileText | None:
    if not digest:
        return None
    FileText.objects.bulk_create([FileText(digest=digest, seen_at=now)], ignore_conflicts=True)
    # Held, so that it is not forgotten as nobody's in this moment.
    return FileText.objects.select_for_update().get(digest=digest)


def _try(text: FileText, state: TextState, now: datetime) -> bool:
    """Count a try before it is made, unless another worker makes it or it is not due."""
    due = Q(next_try_at=None) | Q(next_try_at__lte=now)
    return bool(
        FileText.objects.filter(
            due, pk=text.pk, state=state, tries=text.tries, tries__lt=MOST_TRIES
        ).update(tries=F("tries") + 1, next_try_at=now + FIRST_WAIT * 2**text.tries)
    )


def _columns(values: Mapping[str, Any], words: bytes) -> dict[str, Any]:
    known = {name: values[name] for name in OF_READING if name in values}
    return {**known, "text": words.decode()}


def _settle(settled: FileText, now: datetime, values: dict[str, Any], *, was: TextState) -> bool:
    return bool(
        FileText.objects.filter(pk=settled.pk, state=was).update(
            **values, read_at=now, tries=0, next_try_at=None
        )
    )


@contextmanager
def _content_of(text: FileText) -> Iterator[IO[bytes] | None]:
    """Open any of the files that have this content; None where all were deleted or lost meanwhile."""
    for read in ReadFile.objects.filter(text=text).select_related("document"):
        document = read.document
        try:
            stored = document.file.storage.open(document.file.name, "rb")
        except FileNotFoundError:
            continue
        with stored:
            yield stored
        return
    yield None


def _digest(stored: IO[bytes]) -> str:
    made = hashlib.sha256()
    while block := stored.read(A_BLOCK):
        made.update(block)
    return made.hexdigest()
