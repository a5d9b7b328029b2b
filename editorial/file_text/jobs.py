"""Reading by the clock and after uploads. Each job asks the database what is due, and is safe to run twice."""

from __future__ import annotations

import time

import django_rq
from django.utils import timezone

from editorial.media.rounds import while_there_is_time
from editorial.models import PortalDocument
from editorial.models.file_text import TextState
from portals.jobs.schedules import BULK

from .actions import forget_texts, give_up, read_file, recognise_next, unread_files

READ_A_ROUND = 200
# One more may take as long as a file may (`recognition.SECONDS_A_FILE`); the queue's jobs have half an hour.
SECONDS_OF_SCANS = 600


def read_new_file(document_id: int, **_: object) -> bool:
    """A file came: read it at once. One that must be examined first is found by a round."""
    document = unread_files(timezone.now()).filter(pk=document_id).first()
    if document is None:
        return False
    if _read(document) == TextState.OCR_WAITING:
        _nudge()
    return True


def read_unread_files() -> int:
    """Read what no job came for, the newest first, and forget texts of nobody; return how many files were looked at."""
    now = timezone.now()
    give_up(now=now)
    forget_texts()
    states, failures = [], []
    for document in while_there_is_time(unread_files(now)[:READ_A_ROUND]):
        try:
            states.append(_read(document))
        except Exception as error:  # noqa: BLE001  (collected, and raised below)
            error.add_note(f"While reading file {document.pk}.")
            failures.append(error)
    if TextState.OCR_WAITING in states:
        _nudge()
    if failures:
        raise ExceptionGroup("Files could not be read.", failures)
    return len(states)


def recognise_scans(**_: object) -> int:
    """Recognise scans, the newest first, for some minutes; return how many were tried."""
    until, tried = time.monotonic() + SECONDS_OF_SCANS, 0
    while time.monotonic() < until and recognise_next(now=timezone.now()):
        tried += 1
    return tried


def _read(document: PortalDocument) -> str:
    text = read_file(document=document, now=timezone.now())
    return text.state if text is not None else ""


def _nudge() -> None:
    django_rq.get_queue(BULK).enqueue(recognise_scans)
