"""Documents of offices: no macros, no packed programs, nothing that loads more from elsewhere by itself."""

from __future__ import annotations

import io
import re
import struct
from typing import IO

import olefile
from django.utils.translation import gettext as _

from .archives import damaged, opened
from .budget import UploadBudget
from .claims import claims_of_bytes
from .refusal import UploadRefused

TYPES = "[Content_Types].xml"
LARGEST_TYPES = 1024 * 1024
# A template or an embedded object at another address is fetched when the document is opened.
LOADS_MORE = re.compile(
    rb"<Relationship\b(?=[^>]*TargetMode\s*=\s*[\"']External)"
    rb"(?=[^>]*Type\s*=\s*[\"'][^\"']*/(?:attachedTemplate|oleObject|frame|subDocument)[\"'])",
    re.IGNORECASE,
)
BOUND_SHEET, MACRO_SHEET = 0x85, 1
_RTF_OBJECTS = re.compile(rb"\\(?:objdata|objemb|objupdate|objautlink)\b|\\\*\\template\b", re.I)


def refuse_unsafe_ooxml(file: IO[bytes], budget: UploadBudget) -> None:
    """Refuse a Word, Excel or PowerPoint file with macros, controls, packed files or a template from elsewhere."""
    with opened(file, budget) as archive:
        names = [name.lower() for name in archive.namelist()]
        if TYPES not in archive.namelist() or archive.getinfo(TYPES).file_size > LARGEST_TYPES:
            raise UploadRefused(damaged())
        types = archive.read(TYPES).lower()
        if b"macroenabled" in types or any(
            name.endswith("vbaproject.bin") or "/macrosheets/" in name or "/activex/" in name
            for name in names
        ):
            raise UploadRefused(with_macros())
        for name in archive.namelist():
            lowered = name.lower()
            if lowered.endswith(".rels") and LOADS_MORE.search(archive.read(name)):
                raise UploadRefused(
                    _("The document loads a part of itself from elsewhere. Save a copy without it.")
                )
            if "/embeddings/" in lowered and not lowered.endswith("/"):
                _refuse_embedded(archive.read(name), lowered, budget)


def refuse_unsafe_odf(file: IO[bytes], budget: UploadBudget) -> None:
    """Refuse a document of OpenDocument with macros."""
    with opened(file, budget) as archive:
        names = archive.namelist()
        if "mimetype" not in names or "content.xml" not in names:
            raise UploadRefused(damaged())
        if not archive.read("mimetype")[:80].startswith(b"application/vnd.oasis.opendocument."):
            raise UploadRefused(damaged())
        if any(name.startswith(("Basic/", "Scripts/")) for name in names):
            raise UploadRefused(with_macros())


def refuse_unsafe_ole(file: IO[bytes], _budget: UploadBudget) -> None:
    """Refuse an old Office file with macros or packed files, or one that is locked."""
    file.seek(0)
    content = file.read()
    file.seek(0)
    try:
        with olefile.OleFileIO(content) as ole:
            storages = [
                "/".join(parts).lower() for parts in ole.listdir(streams=True, storages=True)
            ]
            if any(name.endswith("encryptedpackage") for name in storages):
                raise UploadRefused(locked())
            if any("vba" in name.split("/")[-1] or name.startswith("macros") for name in storages):
                raise UploadRefused(with_macros())
            if any(name.endswith("\x01ole10native") for name in storages):
                raise UploadRefused(_packed())
            for book in ("Workbook", "Book"):
                if ole.exists(book) and _has_macro_sheet(ole.openstream(book).read()):
                    raise UploadRefused(with_macros())
    # What is damaged fails at many places of the reader.
    except (OSError, ValueError, IndexError, struct.error, TypeError) as error:
        raise UploadRefused(damaged()) from error


def refuse_unsafe_rtf(file: IO[bytes], _budget: UploadBudget) -> None:
    """Refuse an RTF text with packed objects or a template from elsewhere."""
    file.seek(0)
    content = file.read()
    file.seek(0)
    if _RTF_OBJECTS.search(content):
        raise UploadRefused(_packed())


def _refuse_embedded(content: bytes, name: str, budget: UploadBudget) -> None:
    """A workbook in a text is examined as if it came by itself; no other file may be packed in."""
    if "zip" in claims_of_bytes(content):
        if not name.endswith((".docx", ".xlsx", ".pptx")):
            raise UploadRefused(_packed())
        budget.take_file()
        budget.go_deeper()
        refuse_unsafe_ooxml(io.BytesIO(content), budget)
        budget.come_back()
    elif name.endswith((".bin", ".exe", ".ole")):
        _refuse_packed(content)


def _refuse_packed(content: bytes) -> None:
    if (
        content[:2] == b"MZ"
        or b"\x01\x00O\x00l\x00e\x001\x000\x00N\x00a\x00t\x00i\x00v\x00e" in content
    ):
        raise UploadRefused(_packed())


def _has_macro_sheet(stream: bytes) -> bool:
    """Whether a workbook of Excel 97 holds a sheet of macros of the oldest kind, which no VBA storage tells of."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == BOUND_SHEET and length >= 6 and stream[at + 9] == MACRO_SHEET:
            return True
        at += 4 + length
    return False


def with_macros() -> str:
    return _("Files with macros are not taken. Save a copy without macros, such as .docx or .xlsx.")


def locked() -> str:
    return _("The file is locked with a password, so it cannot be examined. Save it without one.")


def _packed() -> str:
    return _(
        "Another file is packed into this document. Take it out, and upload it by itself if needed."
    )
