"""Whether the words of files can be searched: open formats, and PDFs with a text layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

import pypdfium2 as pdfium
from django.db.models import F, Q

from editorial.models import PortalDocument

from .enums import FileKind
from .models import FileReading

# Standards that any program may read and search.
OPEN_FORMATS = frozenset(
    {
        "csv", "docx", "epub", "geojson", "htm", "html", "json", "md", "odp", "ods", "odt", "pptx",
        "rtf", "srt", "txt", "vtt", "xlsx", "xml", "yaml", "yml",
    }
)  # fmt: skip
# Pages that are looked at, spread over the file; and the letters by which a page counts as text.
MOST_PAGES = 20
LEAST_LETTERS = 20
LARGEST = 60 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class InspectedFile:
    kind: FileKind
    pages: int | None = None


def read_files(*, now: datetime, limit: int = 100) -> int:
    """Read the published files that were not read yet in the form they have; return how many. Safe to repeat."""
    unread = (
        PortalDocument.objects.filter(published_in__isnull=False)
        .filter(Q(filereading__isnull=True) | ~Q(filereading__stored_as=F("file")))
        .distinct()
        .order_by("pk")
    )
    documents = list(unread[:limit])
    FileReading.objects.bulk_create(
        [_reading(document, now) for document in documents],
        update_conflicts=True,
        unique_fields=["document"],
        update_fields=["stored_as", "kind", "pages", "read_at"],
    )
    return len(documents)


def look_into(name: str, content: bytes) -> InspectedFile:
    """Say what a file holds, by its content where it is a PDF and by its name where it is not."""
    if content.startswith(b"%PDF-"):
        return _look_into_pdf(content)
    ending = PurePosixPath(name).suffix.lower().removeprefix(".")
    if ending == "pdf":
        return InspectedFile(FileKind.LOCKED)
    return InspectedFile(FileKind.OPEN if ending in OPEN_FORMATS and content else FileKind.CLOSED)


def _reading(document: PortalDocument, now: datetime) -> FileReading:
    try:
        with document.file.open("rb") as file:
            # A name decides for what is too large to look into.
            content = file.read() if document.file.size <= LARGEST else b"\0"
    except FileNotFoundError:
        found = InspectedFile(FileKind.LOCKED)
    else:
        found = look_into(document.filename, content)
    return FileReading(
        document_id=document.pk,
        stored_as=document.file.name,
        kind=found.kind,
        pages=found.pages,
        read_at=now,
    )


def _look_into_pdf(content: bytes) -> InspectedFile:
    try:
        with pdfium.PdfDocument(content) as pdf:
            number = len(pdf)
            chosen = _spread(number)
            texts = [_letters_on(pdf, page) for page in chosen]
    except pdfium.PdfiumError:
        return InspectedFile(FileKind.LOCKED)
    with_text = sum(letters >= LEAST_LETTERS for letters in texts)
    return InspectedFile(FileKind.TEXT if with_text * 2 > len(chosen) else FileKind.SCAN, number)


def _spread(number: int) -> Sequence[int]:
    """The pages to look at: all, or so many evenly from the first to the last."""
    if number <= MOST_PAGES:
        return range(number)
    return [round(place * (number - 1) / (MOST_PAGES - 1)) for place in range(MOST_PAGES)]


def _letters_on(pdf: pdfium.PdfDocument, number: int) -> int:
    page = pdf[number]
    try:
        text = page.get_textpage()
        try:
            return sum(letter.isalnum() for letter in text.get_text_bounded())
        finally:
            text.close()
    finally:
        page.close()
