"""What is done with a file in a process of its own (`portals.uploads.apart`): its text, or its fault."""

from __future__ import annotations

from typing import IO, Any

from portals.uploads.claims import claims_of

from .bounds import MOST_CHARACTERS
from .faults import Unreadable
from .legibility import made_legible

# Functions of this module, as a child is told of them.
READ = f"{__name__}:read"
DRAW = f"{__name__}:draw_pages"

type Told = tuple[dict[str, Any], list[bytes]]


def read(file: IO[bytes]) -> Told:
    """Return how reading ended (`state` and so on, as columns of `FileText`), and the text in UTF-8."""
    try:
        values, raw = _read(file)
    except Unreadable as error:
        return {"state": "failed", "fault": error.fault}, [b""]
    legible = made_legible(raw)
    text = legible.text
    values = {"fault": "", "encoding": legible.encoding, "language": legible.language} | values
    if legible.is_gibberish:
        # What a program finds there nobody can read, so it is a picture of a text.
        text = ""
        values |= {"encoding": "", "language": ""}
        if values["has_text_layer"]:
            values |= {"has_text_layer": False, "state": "ocr_waiting"}
    if values["state"] == "read" and not text.strip():
        values["state"] = "empty"
    values["characters"] = len(text)
    return values, [text.encode("utf-8", "replace")]


def draw_pages(file: IO[bytes], *, pages: list[int]) -> Told:
    """Return pictures of pages of a PDF, in grey as PGM files; none where it cannot be opened."""
    from .pdf import drawn_pages

    try:
        return {}, drawn_pages(file.read(), pages)
    except Unreadable:
        return {}, []


def _read(file: IO[bytes]) -> tuple[dict[str, Any], str]:
    claims = claims_of(file)
    if "pdf" in claims:
        return _read_pdf(file.read())
    values = {
        "state": "read",
        "has_text_layer": None,
        "pages": None,
        "pages_read": None,
        "is_cut": False,
    }
    if "zip" in claims:
        from . import office

        if kind := office.office_kind(file):
            text, is_cut = office.read_office(file, kind)
            return values | {"is_cut": is_cut}, text
    elif claims == {"text"}:
        text = _decoded(file.read(4 * MOST_CHARACTERS))
        return values | {"is_cut": len(text) > MOST_CHARACTERS}, text[:MOST_CHARACTERS]
    return values | {"state": "unsupported"}, ""


def _read_pdf(content: bytes) -> tuple[dict[str, Any], str]:
    from .pdf import read_pdf

    found = read_pdf(content)
    has_text = found.with_text * 2 > found.drawn
    state = "read" if has_text else "ocr_waiting" if found.drawn else "empty"
    return {
        "state": state,
        "has_text_layer": has_text,
        "pages": found.pages,
        "pages_read": found.pages_read,
        "is_cut": found.is_cut,
    }, found.text


def _decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, and else the bytes as they are: `made_legible` knows the encodings of old."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # A letter that was cut in two at the bound is no reason.
        cut = (
            content[:-3].decode("utf-8-sig", "ignore")
            if len(content) >= 4 * MOST_CHARACTERS
            else ""
        )
        return cut or content.decode("latin-1")
