"""The text of Word, Excel, PowerPoint and OpenDocument files, of their parts only: nothing else in them is opened."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from openpyxl import load_workbook

from portals.uploads.archives import ENCRYPTED, MOST_PACKED, SMALL
from portals.uploads.budget import LARGEST_UNPACKED, MOST_PARTS

from .bounds import Enough, Gathered
from .faults import Damaged, Locked, TooMuch

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_ODF = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
# The same words once more, for programs that cannot draw the first.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Notes stand behind the text.
WORD_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")
_BLOCKS = {f"{_WORD}p", f"{_DRAWING}p", f"{_ODF}p", f"{_ODF}h"}
_WORDS = {f"{_WORD}t", f"{_DRAWING}t"}
_INSTEAD = {
    **dict.fromkeys((f"{_WORD}br", f"{_WORD}cr", f"{_DRAWING}br", f"{_ODF}line-break"), "\n"),
    **dict.fromkeys((f"{_WORD}tab", f"{_ODF}tab", f"{_ODF}s"), " "),
}


def office_kind(file: IO[bytes]) -> str:
    """Return what an archive is by what it holds: "docx", "xlsx", "pptx", "odf", or "" for anything else."""
    with _archive(file) as archive:
        names = set(archive.namelist())
        for part, kind in (
            ("word/document.xml", "docx"),
            ("xl/workbook.xml", "xlsx"),
            ("ppt/presentation.xml", "pptx"),
        ):
            if part in names:
                return kind
        return "odf" if {"mimetype", "content.xml"} <= names else ""


def read_office(file: IO[bytes], kind: str) -> tuple[str, bool]:
    """Return the text of a file of this kind, and whether it was cut. Raises Locked, Damaged and TooMuch."""
    gathered = Gathered()
    try:
        if kind == "xlsx":
            _read_workbook(file, gathered)
        else:
            with _archive(file) as archive:
                for part in _parts(archive, kind):
                    with archive.open(part) as opened:
                        _read_part(opened, gathered, is_odf=kind == "odf")
    except Enough:
        return gathered.text, True
    # As the reader of workbooks says it: by whatever it stumbles over first.
    except (ParseError, DefusedXmlException, KeyError, ValueError, TypeError, OSError) as error:
        raise Damaged from error
    return gathered.text, False


@contextmanager
def _archive(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            _refuse_bomb(archive)
            yield archive
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError) as error:
        raise Damaged from error
    except RuntimeError as error:
        raise Locked from error
    finally:
        file.seek(0)


def _refuse_bomb(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise Locked
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise TooMuch
    if any(
        part.file_size > SMALL and part.file_size > MOST_PACKED * max(part.compress_size, 1)
        for part in parts
    ):
        raise TooMuch


def _parts(archive: zipfile.ZipFile, kind: str) -> list[str]:
    names = archive.namelist()
    if kind == "docx":
        return [part for part in WORD_PARTS if part in names]
    if kind == "odf":
        return ["content.xml"]
    slides = [(int(found[1]), name) for name in names if (found := _SLIDE.fullmatch(name))]
    return [name for _number, name in sorted(slides)]


def _read_part(opened: IO[bytes], gathered: Gathered, *, is_odf: bool) -> None:
    """Add the paragraphs of one part. Each is let go as it ends, so that a long text takes little memory."""
    above: list[str] = []
    for event, element in iterparse(opened, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            above.append(element.tag)
            continue
        above.pop()
        if element.tag in _BLOCKS:
            if _FALLBACK not in above:
                words = _words_of_odf(element) if is_odf else _words_of_ooxml(element)
                gathered.add("".join(words) + "\n")
            # What stands behind it in the paragraph around it stays.
            tail = element.tail
            element.clear()
            element.tail = tail


def _words_of_ooxml(block: Element) -> Iterator[str]:
    for element in block.iter():
        if element.tag in _WORDS:
            yield element.text or ""
        else:
            yield _INSTEAD.get(element.tag, "")


def _words_of_odf(block: Element) -> Iterator[str]:
    # Text stands between elements of any kind.
    yield block.text or ""
    for element in block:
        yield _INSTEAD.get(element.tag, "")
        yield from _words_of_odf(element)
        yield element.tail or ""


def _read_workbook(file: IO[bytes], gathered: Gathered) -> None:
    with _archive(file), warnings.catch_warnings():
        # Of what a reader of text does not need: styles, printers.
        warnings.simplefilter("ignore")
        book = load_workbook(file, read_only=True, data_only=True)
        try:
            for sheet in book.worksheets:
                gathered.add(f"{sheet.title}\n")
                for row in sheet.iter_rows(values_only=True):
                    cells = [str(cell).strip() for cell in row if cell is not None]
                    gathered.add(" ".join(cells) + "\n" if cells else "")
        finally:
            book.close()
