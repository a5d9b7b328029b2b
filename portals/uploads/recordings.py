"""Sound and film: that they are what they are called. Browsers play them and run nothing of them."""

from __future__ import annotations

import struct
from typing import IO

from .archives import damaged
from .budget import UploadBudget
from .refusal import UploadRefused

MOST_BOXES = 10_000


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
    end = file.seek(0, 2)
    at, kinds = 0, set()
    for _box in range(MOST_BOXES):
        if at == end:
            break
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            raise UploadRefused(damaged())
        size, kind = struct.unpack(">I4s", head[:8])
        if size == 1 and len(head) == 16:
            size = struct.unpack(">Q", head[8:])[0]
        elif size == 0:
            size = end - at
        if size < 8 or at + size > end:
            raise UploadRefused(damaged())
        kinds.add(kind)
        at += size
    file.seek(0)
    if at != end or not {b"ftyp", b"moov"} <= kinds:
        raise UploadRefused(damaged())
