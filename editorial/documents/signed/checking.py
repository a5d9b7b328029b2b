"""Checking the signatures of files of published documents, each content once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from editorial.media.rounds import in_turn, while_there_is_time
from editorial.models import (
    FileSignature,
    FileText,
    OfficialDocumentPage,
    Placement,
    PublishedFile,
    ReadFile,
)
from editorial.wagtail_patches.file_fields import is_stored
from portals.pagecache.cache_invalidation import change_editions
from portals.signatures.checking import check_by_job
from portals.uploads.apart import Exhausting
from portals.uploads.states import Examination

PDF = ".pdf"


def check_waiting(*, limit: int, now: datetime) -> int:
    """Check files of published documents that have no report; return how many have one now.

    Each round begins with another, so that no few stop the rest. What could not be done is raised at the end.
    """
    checked, failures = 0, []
    for file in while_there_is_time(in_turn(_unchecked(), limit=limit, now=now)):
        try:
            checked += check_file(file=file, now=now)
        except Exception as error:  # noqa: BLE001  (collected, and raised below)
            error.add_note(f"While checking the signatures of file {file.document_id}.")
            failures.append(error)
    if failures:
        raise ExceptionGroup("Signatures could not be checked.", failures)
    return checked


def check_file(*, file: ReadFile, now: datetime) -> bool:
    """Check one file and tell the pages that show it. Raises Unfinished where that could not be done here and now."""
    if file.text is None or not is_stored(file.document.file):
        return False
    if FileSignature.objects.filter(digest=file.text.digest).exists():
        # Another file of this round has the same content.
        return False
    try:
        with file.document.file.open("rb") as content:
            report = check_by_job(content, now=now)
    except Exhausting:
        report = None
    if report is not None and report.sha256 != file.text.digest:
        # The file was replaced since it was read: its next reading says what it is.
        return False
    with transaction.atomic():
        FileSignature.objects.update_or_create(
            digest=file.text.digest,
            defaults={"report": report and report.as_values(), "checked_at": now},
        )
        change_editions(portal_ids=_portals_with(file.text.digest))
    return True


def forget_unused() -> int:
    """Delete reports on contents that no file has any longer; return how many."""
    used = FileText.objects.filter(digest=OuterRef("digest"))
    deleted, _rows = FileSignature.objects.filter(~Exists(used)).delete()
    return deleted


def _unchecked() -> QuerySet[ReadFile]:
    """The PDFs of live documents whose content was read and not checked."""
    published = PublishedFile.objects.filter(
        document=OuterRef("document"),
        page__in=OfficialDocumentPage.objects.filter(live=True).values("pk"),
    )
    checked = FileSignature.objects.filter(digest=OuterRef("text__digest"))
    return ReadFile.objects.filter(
        Exists(published),
        ~Exists(checked),
        text__isnull=False,
        stored_as=F("document__file"),
        stored_as__iendswith=PDF,
        document__examination=Examination.FINE,
    ).select_related("document", "text")


def _portals_with(digest: str) -> list[int]:
    pages = PublishedFile.objects.filter(document__readfile__text__digest=digest).values("page")
    standing = Placement.objects.standing().filter(story__in=pages)
    return list(standing.values_list("portal", flat=True).distinct())
