"""Whether an uploaded file is a Word document that may be opened at all. Nothing is parsed before it has passed."""

from __future__ import annotations

import zipfile
from typing import IO
from xml.etree import ElementTree

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from portals.refusals import Refusal

from .bounds import refuse_long_document

LARGEST_FILE = 20 * 1024 * 1024
# What it may unpack to: a bomb of a few kilobytes holds gigabytes.
LARGEST_UNPACKED = 150 * 1024 * 1024
LARGEST_TEXT = 15 * 1024 * 1024
MOST_PARTS = 2_000
# Word's own documents are far flatter; what is deeper is meant to break whoever reads it.
DEEPEST = 200

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = "[Content_Types].xml"


class UnableToImportDocument(Refusal):
    """The file is no Word document that can become a draft; the words say why and what helps."""


def refuse_unsafe(file: IO[bytes]) -> None:
    """Raise UnableToImportDocument unless `file` is a .docx without macros that unpacks to a sensible size."""
    file.seek(0)
    if file.read(8) == _OLE:
        raise UnableToImportDocument(
            _(
                "This file is in the old .doc format, or locked with a password. Open it in Word and save it as "
                ".docx without a password."
            )
        )
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            _refuse_archive(archive)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        OSError,
        NotImplementedError,
    ) as error:
        raise UnableToImportDocument(_not_a_document()) from error
    # Told by zlib and lzma themselves, and by zipfile for a part locked with a password.
    except (ValueError, RuntimeError, KeyError) as error:
        raise UnableToImportDocument(_not_a_document()) from error


def refuse_by_name(name: str) -> None:
    if name.endswith(".docx"):
        return
    if name.endswith((".docm", ".dotm")):
        raise UnableToImportDocument(_with_macros())
    if name.endswith((".doc", ".dot", ".rtf", ".odt", ".wps")):
        raise UnableToImportDocument(
            _("Only .docx files are taken. Open this one in Word and save it as .docx.")
        )
    raise UnableToImportDocument(_("Choose a Word document: a file whose name ends in .docx."))


def _refuse_archive(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if _TYPES not in names:
        raise UnableToImportDocument(_not_a_document())
    texts = [part for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
    if (
        len(parts) > MOST_PARTS
        or sum(part.file_size for part in parts) > LARGEST_UNPACKED
        or any(part.file_size > LARGEST_TEXT for part in texts)
    ):
        raise UnableToImportDocument(
            _(
                "The document is too large once it is unpacked. Split it, or make its pictures smaller."
            )
        )
    types = archive.read(_TYPES).decode("utf-8", "replace")
    if "macroEnabled" in types or any(one.lower().endswith("vbaproject.bin") for one in names):
        raise UnableToImportDocument(_with_macros())
    if _MAIN not in types:
        raise UnableToImportDocument(_not_a_document())
    for part in texts:
        _refuse_text(archive.read(part))


def _refuse_text(text: bytes) -> None:
    """Refuse a part that declares entities, is nested without end or is no XML."""
    try:
        root = fromstring(text, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, LookupError) as error:
        raise UnableToImportDocument(_not_a_document()) from error
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise UnableToImportDocument(_not_a_document())
        level = [child for element in level for child in element]
    refuse_long_document(root.iter())


def _not_a_document() -> str:
    return _(
        "This file is not a Word document, or it is damaged. Open it in Word and save it anew."
    )


def _with_macros() -> str:
    return _("Documents with macros are not taken. Save it in Word as .docx, without macros.")
