"""Whether the words of files can be searched: open formats, and PDFs with a text layer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath

from django.db.models import Exists, F, OuterRef, Q

from editorial.file_text.queries import texts_of
from editorial.models import FileText, PortalDocument, ReadFile
from editorial.models.file_text import TextState

from .enums import FileKind
from .models import FileReading

# Standards that any program may read and search.
OPEN_FORMATS = frozenset(
    {
        "csv", "docx", "epub", "geojson", "htm", "html", "json", "md", "odp", "ods", "odt", "pptx",
        "rtf", "srt", "txt", "vtt", "xlsx", "xml", "yaml", "yml",
    }
)  # fmt: skip


def read_files(*, now: datetime, limit: int = 100) -> int:
    """Judge the published files that were not judged yet in the form they have; return how many. Safe to repeat.

    A file whose text is still to be read waits (`editorial/file_text`). Three queries.
    """
    is_read = ReadFile.objects.filter(document=OuterRef("pk"), stored_as=OuterRef("file")).exclude(
        text__state=TextState.WAITING
    )
    unjudged = (
        PortalDocument.objects.filter(published_in__isnull=False)
        .filter(Q(filereading__isnull=True) | ~Q(filereading__stored_as=F("file")))
        .filter(Exists(is_read))
        .distinct()
        .order_by("pk")
    )
    documents = list(unjudged[:limit])
    texts = texts_of(documents, with_words=False)
    FileReading.objects.bulk_create(
        [_reading(document, texts, now) for document in documents],
        update_conflicts=True,
        unique_fields=["document"],
        update_fields=["stored_as", "kind", "pages", "read_at"],
    )
    return len(documents)


def searchability_of(name: str, text: FileText | None) -> FileKind:
    """Say whether readers can search a file of this name, by what was read in it. None: it cannot be opened at all.

    Words that we recognised of a scan are not in the file that readers get.
    """
    if text is None or text.state == TextState.FAILED:
        return FileKind.LOCKED
    if text.has_text_layer is not None:
        return FileKind.TEXT if text.has_text_layer else FileKind.SCAN
    ending = PurePosixPath(name).suffix.lower().removeprefix(".")
    if ending == "pdf":
        return FileKind.LOCKED
    if ending not in OPEN_FORMATS:
        return FileKind.CLOSED
    # An open format around pictures only holds nothing to search.
    return FileKind.SCAN if text.state == TextState.EMPTY else FileKind.OPEN


def _reading(document: PortalDocument, texts: Mapping[int, FileText], now: datetime) -> FileReading:
    text = texts.get(document.pk)
    return FileReading(
        document_id=document.pk,
        stored_as=document.file.name,
        kind=searchability_of(document.filename, text),
        pages=text.pages if text else None,
        read_at=now,
    )
