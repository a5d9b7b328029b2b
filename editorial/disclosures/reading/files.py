"""A file becomes grids, in a process of its own: by what it holds, never by its name."""

from __future__ import annotations

import zipfile
import zlib
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from python_calamine import CalamineError

from editorial.file_text.faults import Damaged, Locked, Unreadable
from editorial.file_text.office import office_kind
from portals.uploads.claims import claims_of

from . import delimited, opendocument, workbooks
from .grid import Grid, to_plain
from .letters import in_letters_of_now

# What `apart.py` has a child do.
READ = f"{__name__}:read"
_LOCKED_PART = "EncryptedPackage".encode("utf-16-le")

# What readers of a damaged file stumble over first.
DAMAGE = (
    CalamineError,
    DefusedXmlException,
    ParseError,
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    KeyError,
    ValueError,
    NotImplementedError,
)
# The fault that is told, by that of the file's text.
FAULTS = {"locked": "locked", "too_much": "too_large"}

type OpenedFile = tuple[dict[str, Any], list[bytes]]


def read(file: IO[bytes]) -> OpenedFile:
    """Return `grids` as plain values, or the code of a `fault`."""
    try:
        return {"grids": to_plain(grids_in(file)), "fault": ""}, []
    except Unreadable as error:
        return {"grids": [], "fault": FAULTS.get(error.fault, "unreadable")}, []


def grids_in(file: IO[bytes]) -> list[Grid]:
    """Return the sheets of a workbook or a delimited text, in Unicode.

    Raises Locked, TooMuch, and Unreadable for anything else.
    """
    return in_letters_of_now(_opened(file))


def _opened(file: IO[bytes]) -> list[Grid]:
    claims = claims_of(file)
    file.seek(0)
    try:
        if "zip" in claims:
            return _in_archive(file)
        if "ole" in claims:
            return _in_old_workbook(file)
    except DAMAGE as error:
        raise Damaged from error
    if claims == {"text"} or not claims:
        return delimited.grid_of_text(file.read(delimited.LARGEST + 1))
    raise Unreadable


def _in_archive(file: IO[bytes]) -> list[Grid]:
    kind = office_kind(file)
    file.seek(0)
    if kind == "odf":
        return opendocument.grids_of_opendocument(file)
    if kind == "xlsx":
        return workbooks.grids_of_workbook(file, is_xlsx=True)
    raise Unreadable


def _in_old_workbook(file: IO[bytes]) -> list[Grid]:
    # An XLSX with a password is stored in the same way.
    if _LOCKED_PART in file.read():
        raise Locked
    file.seek(0)
    return workbooks.grids_of_workbook(file, is_xlsx=False)
