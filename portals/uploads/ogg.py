"""Ogg: one stream of Vorbis or Opus, page by page to the very end."""

from __future__ import annotations

import struct
from typing import IO

from .archives import damaged
from .budget import UploadBudget
from .refusal import UploadRefused

MOST_PAGES = 400_000
_PAGE = struct.Struct("<4sBBqIIIB")
_SOUNDS = (b"\x01vorbis", b"OpusHead")


def refuse_no_ogg(file: IO[bytes], _budget: UploadBudget) -> None:
    """Refuse what is not one stream of sound: films, several streams, and whatever follows the last page."""
    file.seek(0)
    stream = None
    for _page in range(MOST_PAGES):
        head = file.read(_PAGE.size)
        if not head and stream is not None:
            file.seek(0)
            return
        stream = _next_page(file, head, stream)
    raise UploadRefused(damaged())


def _next_page(file: IO[bytes], head: bytes, stream: int | None) -> int:
    """Read a page to its end and return the number of its stream; raise UploadRefused where it is none of `stream`."""
    if len(head) < _PAGE.size:
        raise UploadRefused(damaged())
    mark, version, _kind, _place, number, _order, _sum, segments = _PAGE.unpack(head)
    lengths = file.read(segments)
    content = file.read(sum(lengths))
    is_whole = len(lengths) == segments and len(content) == sum(lengths)
    if mark != b"OggS" or version != 0 or not is_whole:
        raise UploadRefused(damaged())
    if number != (number if stream is None else stream):
        raise UploadRefused(damaged())
    if stream is None and not content.startswith(_SOUNDS):
        raise UploadRefused(damaged())
    return number
