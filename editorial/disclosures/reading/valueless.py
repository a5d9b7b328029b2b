"""Cells of XLSX that have no value, which calamine reads as empty: errors, and formulas that nobody computed.

A formula whose result is the empty text was computed, and its cell is empty.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

from .grid import Mark

_BOOK = "xl/workbook.xml"
_LINKS = "xl/_rels/workbook.xml.rels"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
# Where none of these stands in a part, every cell in it has its value.
_SIGNS = re.compile(rb"<f|:f[ >/]|t\s*=\s*[\"']e[\"']")
TEXT, ERROR = "str", "e"

type Marks = list[tuple[tuple[int, int], Mark]]


def marks_in(file: IO[bytes]) -> dict[str, Marks]:
    """Return the marks with their rows and columns from 0, by the names of the sheets.

    Raises ValueError where a sheet, or a cell to be marked, is not found: calamine may have read it all the same, and
    then what has no value would pass for what is empty.
    """
    file.seek(0)
    with zipfile.ZipFile(file) as archive:
        return {name: list(_in_part(archive, part)) for name, part in _parts(archive)}


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    with archive.open(_LINKS) as opened:
        targets = {
            each.get("Id"): each.get("Target", "") for each in _elements(opened, "Relationship")
        }
    # As calamine finds them: some programs write a part's name otherwise than what leads to it.
    parts = {_path(name): name for name in archive.NameToInfo}
    with archive.open(_BOOK) as opened:
        for sheet in _elements(opened, "sheet"):
            target = targets.get(sheet.get(_RELATION) or sheet.get(_STRICT_RELATION), "")
            part = parts.get(_path(posixpath.join("/xl", target)))
            if part is None:
                raise ValueError("A sheet without its part.")
            yield sheet.get("name", ""), part


def _path(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").lower()


def _in_part(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[tuple[int, int], Mark]]:
    if not _SIGNS.search(archive.read(part)):
        return
    with archive.open(part) as opened:
        for cell in _elements(opened, "c"):
            mark = _mark(cell)
            if mark is None:
                continue
            found = _CELL.fullmatch(cell.get("r", "").upper())
            if found is None:
                raise ValueError("A cell that does not say where it stands.")
            yield (int(found[2]) - 1, _column(found[1])), mark


def _mark(cell: Element) -> Mark | None:
    parts = {_local(each): (each.text or "").strip() for each in cell}
    kind = cell.get("t")
    if kind == ERROR:
        return Mark("error", parts.get("v", ""))
    if "f" in parts and not parts.get("v") and kind != TEXT:
        return Mark("formula")
    return None


def _elements(opened: IO[bytes], name: str) -> Iterator[Element]:
    """Yield the elements of this name, whatever their namespace; what was read is let go with each row."""
    for _event, element in iterparse(opened, events=("end",), forbid_dtd=True):
        local = _local(element)
        if local == name:
            yield element
        if local == "row":
            element.clear()


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
