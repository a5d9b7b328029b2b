"""Sound and film: that they are what they are called. Browsers play them and run nothing of them."""

from __future__ import annotations

import struct
from typing import IO

from django.utils.translation import gettext as _

from .archives import damaged
from .budget import UploadBudget
from .refusal import UploadRefused

MOST_BOXES = 10_000
LARGEST_INDEX = 16 * 1024 * 1024
_HOLDERS = {b"trak", b"mdia", b"minf", b"dinf"}
# Whole numbers, fractions, and either as the form says further on.
SAMPLES = (b"\x01\x00", b"\x03\x00", b"\xfe\xff")


def refuse_no_mp3(file: IO[bytes], _budget: UploadBudget) -> None:
    """Refuse what has no frame of sound where its tag says that sound begins."""
    file.seek(0)
    head = file.read(10)
    start = 0
    if head[:3] == b"ID3" and len(head) == 10:
        start = 10 + sum(
            (byte & 0x7F) << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True)
        )
    file.seek(start)
    following = file.read(4096).lstrip(b"\0")
    file.seek(0)
    if len(following) < 2 or following[0] != 0xFF or following[1] & 0xE0 != 0xE0:
        raise UploadRefused(damaged())


def refuse_no_mp4(file: IO[bytes], _budget: UploadBudget) -> None:
    """Refuse what is not a row of boxes to its very end, with an index of the film among them."""
    _top_boxes(file)


def refuse_no_m4a(file: IO[bytes], _budget: UploadBudget) -> None:
    """Refuse an MP4 with a film in it, without sound, or whose sound lies in another file."""
    tops = _top_boxes(file)
    handlers: list[bytes] = []
    for at, size in tops[b"moov"]:
        if size > LARGEST_INDEX:
            raise UploadRefused(damaged())
        file.seek(at)
        _read_index(file.read(size), handlers)
    file.seek(0)
    if b"soun" not in handlers or b"vide" in handlers:
        raise UploadRefused(
            _("This file is not sound alone. Save only the sound, as MP3 or M4A, and try again.")
        )


def _top_boxes(file: IO[bytes]) -> dict[bytes, list[tuple[int, int]]]:
    """Where what the boxes of a film hold begins, and how long it is, by kind."""
    end = file.seek(0, 2)
    found: dict[bytes, list[tuple[int, int]]] = {}
    at = 0
    for _box in range(MOST_BOXES):
        if at == end:
            break
        file.seek(at)
        head = file.read(16)
        kind, size, begins = _box_in(head, end - at)
        found.setdefault(kind, []).append((at + begins, size - begins))
        at += size
    file.seek(0)
    if at != end or not {b"ftyp", b"moov"} <= found.keys():
        raise UploadRefused(damaged())
    return found


def _box_in(head: bytes, left: int) -> tuple[bytes, int, int]:
    """Kind, size and beginning of the content of the box that begins here, with so many bytes left."""
    if len(head) < 8:
        raise UploadRefused(damaged())
    size, kind = struct.unpack(">I4s", head[:8])
    begins = 8
    if size == 1 and len(head) >= 16:
        size, begins = struct.unpack(">Q", head[8:16])[0], 16
    elif size == 0:
        size = left
    if size < begins or size > left:
        raise UploadRefused(damaged())
    return kind, size, begins


def _read_index(content: bytes, handlers: list[bytes], depth: int = 0) -> None:
    """Collect what the tracks are of; raise UploadRefused where one lies in another file."""
    at = 0
    while at < len(content):
        kind, size, begins = _box_in(content[at : at + 16], len(content) - at)
        inside = content[at + begins : at + size]
        if kind == b"hdlr" and depth == 2:
            handlers.append(inside[8:12])
        elif kind == b"dref":
            _refuse_elsewhere(inside)
        elif kind in _HOLDERS and depth < 4:
            _read_index(inside, handlers, depth + 1)
        at += size


def _refuse_elsewhere(references: bytes) -> None:
    at = 8
    while at < len(references):
        kind, size, begins = _box_in(references[at : at + 16], len(references) - at)
        says_here = references[at + begins : at + begins + 4] == b"\0\0\0\1"
        if kind != b"url " or not says_here:
            raise UploadRefused(damaged())
        at += size


def refuse_no_wav(file: IO[bytes], _budget: UploadBudget) -> None:
    """Refuse what is not a row of chunks as long as it says, with a form of plain samples before the samples."""
    end = file.seek(0, 2)
    file.seek(4)
    if int.from_bytes(file.read(4), "little") + 8 != end:
        raise UploadRefused(damaged())
    at, form = 12, b""
    names: list[bytes] = []
    while at + 8 <= end and len(names) < MOST_BOXES:
        file.seek(at)
        name, size = struct.unpack("<4sI", file.read(8))
        if at + 8 + size > end:
            raise UploadRefused(damaged())
        if name == b"fmt ":
            form = file.read(2)
        names.append(name)
        at += 8 + size + size % 2
    file.seek(0)
    has_all = form in SAMPLES and names.count(b"data") == 1
    if at not in {end, end + 1} or not has_all or names.index(b"fmt ") > names.index(b"data"):
        raise UploadRefused(damaged())
