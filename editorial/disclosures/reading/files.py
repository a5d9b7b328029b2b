"""A file becomes grids, in a process of its own: by what it holds, never by its name."""

from __future__ import annotations

from typing import IO, Any

from editorial.file_text.faults import Locked, Unreadable
from editorial.file_text.office import office_kind
from portals.uploads.claims import claims_of

from . import delimited, opendocument, workbooks
from .grid import Grid, to_plain

# What `apart.py` has a child do.
READ = f"{__name__}:read"
_LOCKED_PART = "EncryptedPackage".encode("utf-16-le")

# The fault that is told, by that of the file's text.
FAULTS = {"locked": "locked", "too_much": "too_large"}

type Told = tuple[dict[str, Any], list[bytes]]


def read(file: IO[bytes]) -> Told:
    """Return `grids` as plain values, or the code of a `fault`."""
    try:
        return {"grids": to_plain(grids_in(file)), "fault": ""}, []
    except Unreadable as error:
        return {"grids": [], "fault": FAULTS.get(error.fault, "unreadable")}, []


def grids_in(file: IO[bytes]) -> list[Grid]:
    """Return the sheets of a workbook or a delimited text. Raises Locked, TooMuch, and Unreadable for anything else."""
    claims = claims_of(file)
    file.seek(0)
    if "zip" in claims:
        kind = office_kind(file)
        file.seek(0)
        if kind == "odf":
            return opendocument.grids_in(file)
        if kind == "xlsx":
            return workbooks.grids_in(file, is_xlsx=True)
        raise Unreadable
    if "ole" in claims:
        content = file.read()
        if _LOCKED_PART in content:
            raise Locked
        file.seek(0)
        return workbooks.grids_in(file, is_xlsx=False)
    if claims == {"text"} or not claims:
        return delimited.grids_in(file.read(delimited.LARGEST + 1))
    raise Unreadable
