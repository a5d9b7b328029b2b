"""What files say, for whoever indexes, shows or judges it. Whoever asks must have a right to the file itself."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, QuerySet

from editorial.models import PortalDocument
from editorial.models.file_text import FileText, ReadFile
from portals.uploads.scanner import ScanState
from portals.uploads.states import Examination


def text_of_file(file: PortalDocument) -> FileText | None:
    """Return the text of one file. One query."""
    return texts_of([file]).get(file.pk)


def texts_of(files: Iterable[PortalDocument], *, with_words: bool = True) -> dict[int, FileText]:
    """Return the texts of files by the files' ids; without those that nobody looked at yet. One query.

    Each is one of `FileText` in whatever state: words are in those that were read. A file that was refused, lost,
    replaced since or found infected has none. `with_words=False` leaves the words themselves in the database.
    """
    return {
        read.document_id: read.text
        for read in _of(files, with_words=with_words)
        if read.text is not None
    }


def _of(files: Iterable[PortalDocument], *, with_words: bool) -> QuerySet[ReadFile]:
    found = (
        ReadFile.objects.filter(
            document__in=[file.pk for file in files],
            document__examination=Examination.FINE,
            text__isnull=False,
            stored_as=F("document__file"),
        )
        .exclude(document__scan_state=ScanState.INFECTED)
        .select_related("text")
    )
    return found if with_words else found.defer("text__text")
