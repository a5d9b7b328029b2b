"""A sheet that was sent is read: at once where there is time, else by a job. Data of persons are looked for first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import IO, Any

from editorial.disclosures.forms.known import forms_on
from editorial.disclosures.privacy import PersonalData, personal_in, personal_words, words_about
from editorial.disclosures.reading.apart import grids_of, read_sheet
from editorial.disclosures.reading.personal import identifying_cells
from editorial.disclosures.reading.sheet import CellFault, SheetFaults
from editorial.disclosures.reading.words import PERSONAL
from editorial.file_text.reading import READ
from editorial.models import SheetUpload
from portals.clock import local_date
from portals.uploads.apart import Unfinished, UploadDeadline, at_once, run_apart
from portals.uploads.refusal import UploadRefused

from .actions import Outcome, keep_outcome, keep_personal

TOO_SLOW = "too_slow"


def outcome_at_once(file: Any, *, day: date, until: UploadDeadline) -> Outcome | None:
    """Return what `file`, sent on `day`, says; None where whoever waits waited long enough. Raises PersonalData."""
    try:
        words = at_once(READ, file, until=until).contents[0].decode()
    except Unfinished:
        return None
    _refuse_personal(words, file, until)
    outcome = _outcome(file, file.name or "", day, until)
    is_late = isinstance(outcome, tuple) and {fault.code for fault in outcome} == {TOO_SLOW}
    return None if is_late else outcome


def read_by_job(upload: SheetUpload) -> bool:
    """Read a sheet that waits, and keep what it says; of one with data of persons keep no file."""
    try:
        with upload.file.storage.open(str(upload.file.name), "rb") as stored:
            words = run_apart(READ, stored).contents[0].decode()
            _refuse_personal(words, stored, None)
            outcome = _outcome(stored, upload.name, local_date(upload.sent_at), None)
    except PersonalData as refused:
        keep_personal(upload=upload, cells=refused.cells)
    except (UploadRefused, FileNotFoundError):
        keep_outcome(upload=upload, outcome=(CellFault("unreadable", sheet=upload.name),))
    except Unfinished:
        keep_outcome(upload=upload, outcome=(CellFault(TOO_SLOW, sheet=upload.name),))
    else:
        keep_outcome(upload=upload, outcome=outcome)
    return True


def _refuse_personal(words: str, file: IO[bytes], until: UploadDeadline | None) -> None:
    """Refuse a file whose words, hidden sheets among them, hold what identifies persons, with the cells."""
    if found := personal_in(words):
        raise PersonalData(words_about(found), _cells(file, until))


def _cells(file: IO[bytes], until: UploadDeadline | None) -> Iterable[CellFault]:
    try:
        return list(identifying_cells(grids_of(file, until=until)))
    except SheetFaults:
        # It is refused all the same.
        return ()


def _outcome(file: IO[bytes], name: str, day: date, until: UploadDeadline | None) -> Outcome:
    try:
        return read_sheet(file, name, forms=forms_on(day), until=until)
    except SheetFaults as found:
        if any(fault.code in PERSONAL for fault in found.faults):
            raise PersonalData(personal_words(), found.faults) from found
        return found.faults
