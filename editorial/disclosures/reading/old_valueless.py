"""The same of XLS, whose records are read for that alone: Formula, BoolErr and BoundSheet8 of MS-XLS, 2.4."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO

import olefile

from .grid import Mark
from .valueless import Marks

_BOF, _EOF, _SHEET = 0x0809, 0x000A, 0x0085
_FORMULA, _TEXT, _BOOL_OR_ERROR = 0x0006, 0x0207, 0x0205
# Records that may stand between a formula and the text that is its result.
_BETWEEN = (0x04BC, 0x0221, 0x0236, 0x003C)
_STREAMS = ("Workbook", "Book")
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
# A formula's result that is no number ends in these bytes, and begins with its kind.
_NO_NUMBER = b"\xff\xff"
_IS_TEXT, _IS_ERROR, _IS_EMPTY = 0, 2, 3


def marks_in(file: IO[bytes]) -> dict[str, Marks]:
    """Return the marks by the names of the sheets. Raises ValueError for what is no such workbook."""
    file.seek(0)
    with olefile.OleFileIO(file.read()) as container:
        name = next((each for each in _STREAMS if container.exists(each)), None)
        if name is None:
            raise ValueError("No workbook.")
        content = container.openstream(name).read()
    try:
        return {name: list(_in_sheet(content, start)) for name, start in _sheets(content)}
    except (struct.error, IndexError) as error:
        raise ValueError("Records end too soon.") from error


def _records(content: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    while start + 4 <= len(content):
        kind, size = struct.unpack_from("<HH", content, start)
        yield kind, content[start + 4 : start + 4 + size]
        start += 4 + size


def _sheets(content: bytes) -> Iterator[tuple[str, int]]:
    for kind, data in _records(content, 0):
        if kind == _EOF:
            return
        if kind == _SHEET:
            start, length, is_wide = struct.unpack_from("<IxxBB", data)
            letters = data[8 : 8 + length * (2 if is_wide & 1 else 1)]
            yield letters.decode("utf-16-le" if is_wide & 1 else "latin-1"), start


def _in_sheet(content: bytes, start: int) -> Iterator[tuple[tuple[int, int], Mark]]:
    depth = 0
    waiting: tuple[int, int] | None = None
    for kind, data in _records(content, start):
        if waiting and kind not in _BETWEEN:
            if kind != _TEXT:
                yield waiting, Mark("formula")
            waiting = None
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 0:
            return
        if kind in (_FORMULA, _BOOL_OR_ERROR):
            place = struct.unpack_from("<HH", data)
            if mark := _mark(kind, data):
                yield place, mark
            elif kind == _FORMULA and data[12:14] == _NO_NUMBER and data[6] == _IS_TEXT:
                waiting = place


def _mark(kind: int, data: bytes) -> Mark | None:
    if kind == _BOOL_OR_ERROR:
        return Mark("error", _ERRORS.get(data[6], "#")) if data[7] else None
    if data[12:14] != _NO_NUMBER:
        return None
    if data[6] == _IS_ERROR:
        return Mark("error", _ERRORS.get(data[8], "#"))
    # Programs that compute nothing write the empty text, too.
    return Mark("formula") if data[6] == _IS_EMPTY else None
