"""How a PDF that waits to be confirmed is signed: checked while somebody waits, else by a job."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django_rq import job

from editorial.documents.signed.checking import check_file
from editorial.models import FileSignature, PortalDocument, ReadFile
from portals.jobs.schedules import ROUTINE
from portals.signatures.checking import Unfinished, check_at_once
from portals.signatures.findings import Standing, report_of
from portals.signatures.words import STANDINGS, sentences_of


def said_of_signatures(file: PortalDocument, *, now: datetime) -> list[str]:
    """Return what the signatures of a stored file say; nothing where a job has still to look."""
    read = _read(file.pk)
    if read is None or read.text is None:
        return []
    kept = FileSignature.objects.filter(digest=read.text.digest).first()
    if kept is None:
        try:
            with file.file.storage.open(file.file.name, "rb") as stored:
                report = check_at_once(stored, now=now)
        except Unfinished:
            check_uploaded_signatures.delay(document_id=file.pk)
            return []
        if report.sha256 != read.text.digest:
            # Another file came under its name in this moment.
            return []
        kept, _is_new = FileSignature.objects.update_or_create(
            digest=read.text.digest, defaults={"report": report.as_values(), "checked_at": now}
        )
    if kept.report is None:
        return [str(STANDINGS[Standing.UNREADABLE])]
    return sentences_of(report_of(kept.report))


@job(ROUTINE)
def check_uploaded_signatures(document_id: int, **_: object) -> bool:
    """Check the signatures of a file with the time that a job has. Safe to repeat."""
    read = _read(document_id)
    return read is not None and check_file(file=read, now=timezone.now())


def _read(document_id: int) -> ReadFile | None:
    return (
        ReadFile.objects.filter(document=document_id, text__isnull=False)
        .select_related("document", "text")
        .defer("text__text")
        .first()
    )
