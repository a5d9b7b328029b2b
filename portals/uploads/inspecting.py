"""What is done with an upload in a process of its own (`apart.py`), within one budget for all that it holds."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import IO, Any

from django.utils.translation import gettext as _

from . import office, ogg, pdf, recordings, texts, webm
from .accepts import DOCUMENTS, PICTURES
from .archives import LARGEST_PART, damaged, opened
from .budget import UploadBudget, too_large_unpacked
from .examining import refuse_wrong_claim
from .kinds import CLAIMS
from .pictures import declared_size, refuse_undrawable, remade
from .refusal import UploadRefused

PICTURE_CLAIMS = {"jpeg", "png", "gif", "webp", "avif", "heif"}

type Inspected = tuple[dict[str, Any], list[bytes]]


def unfit(file: IO[bytes], *, ending: str) -> Inspected:
    refuse_unfit(file, ending, UploadBudget())
    return {}, []


def drawn(file: IO[bytes], *, name: str, lines: bool) -> Inspected:
    made = remade(file, name=name, keeps_lines=lines, budget=UploadBudget())
    return {"name": made.name, "kind": made.content_type}, [made.read()]


def declared(file: IO[bytes]) -> Inspected:
    width, height = declared_size(file)
    return {"width": width, "height": height}, []


def table(file: IO[bytes], *, name: str, columns: list[str]) -> Inspected:
    """The rows of a table, or the fault that it has."""
    # Far more than pictures and archives need.
    from portals.admin_kit.exports import UnreadableTable, read_table

    try:
        return {"rows": list(read_table(file, name, columns)), "fault": ""}, []
    except UnreadableTable as error:
        return {"rows": [], "fault": str(error)}, []


def refuse_unfit(file: IO[bytes], ending: str, budget: UploadBudget) -> None:
    """Raise UploadRefused unless the content of `file` is what `ending` says, nothing else besides, and harmless."""
    refuse_wrong_claim(file, ending)
    if ending in CHECKS:
        CHECKS[ending](file, budget)
    elif CLAIMS[ending] in PICTURE_CLAIMS:
        refuse_undrawable(file, budget)


def refuse_unsafe_archive(file: IO[bytes], budget: UploadBudget) -> None:
    """Refuse an archive of which a part would not be taken by itself, other archives included."""
    endings = {*DOCUMENTS.endings, *PICTURES.endings} - {"zip"}
    budget.go_deeper()
    with opened(file, budget) as archive:
        for part in archive.infolist():
            if part.is_dir():
                continue
            budget.take_file()
            name = PurePosixPath(part.filename.replace("\\", "/"))
            if name.is_absolute() or ".." in name.parts:
                raise UploadRefused(damaged())
            ending = name.suffix.lower().lstrip(".")
            if ending not in endings:
                raise UploadRefused(
                    _("The archive holds “%(name)s”, a kind of file that is not taken.")
                    % {"name": name.name[:80]}
                )
            if part.file_size > LARGEST_PART:
                raise UploadRefused(too_large_unpacked())
            try:
                refuse_unfit(io.BytesIO(archive.read(part)), ending, budget)
            except UploadRefused as refusal:
                raise UploadRefused(
                    _("“%(name)s” in the archive: %(reason)s")
                    % {"name": name.name[:80], "reason": refusal}
                ) from refusal
    budget.come_back()


# What is looked at inside, by ending.
CHECKS: dict[str, Callable[[IO[bytes], UploadBudget], None]] = {
    "pdf": pdf.refuse_active,
    "docx": office.refuse_unsafe_ooxml,
    "xlsx": office.refuse_unsafe_ooxml,
    "pptx": office.refuse_unsafe_ooxml,
    "odt": office.refuse_unsafe_odf,
    "ods": office.refuse_unsafe_odf,
    "odp": office.refuse_unsafe_odf,
    "doc": office.refuse_unsafe_ole,
    "xls": office.refuse_unsafe_ole,
    "ppt": office.refuse_unsafe_ole,
    "rtf": office.refuse_unsafe_rtf,
    "txt": texts.refuse_unreadable,
    "csv": texts.refuse_unreadable,
    "jsonl": texts.refuse_unreadable,
    "yaml": texts.refuse_unreadable,
    "yml": texts.refuse_unreadable,
    "mp3": recordings.refuse_no_mp3,
    "mp4": recordings.refuse_no_mp4,
    "m4a": recordings.refuse_no_m4a,
    "ogg": ogg.refuse_no_ogg,
    "oga": ogg.refuse_no_ogg,
    "opus": ogg.refuse_no_ogg,
    "wav": recordings.refuse_no_wav,
    "webm": webm.refuse_no_webm,
    "zip": refuse_unsafe_archive,
}
