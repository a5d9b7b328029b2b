"""A file of the bucket, read in blocks: few bytes at a time where visitors wait, more where a job reads all."""

from __future__ import annotations

import io
import math
import time
from typing import TYPE_CHECKING

from portals.serving.web_threads import is_web_thread

from .storage import StorageAway

if TYPE_CHECKING:
    from .bucket import BucketStorage

BLOCK = 256 * 1024
# Who reads all of a file, a job, asks for more at once.
LARGEST_BLOCK = 4 * 1024 * 1024
# What a thread that answers visitors reads at once, of however many blocks, is over by then.
READ_SECONDS = 10


class BucketFile(io.BufferedIOBase):
    """A file of the bucket as it was when it was opened. Raises FileNotFoundError, `StorageAway`."""

    def __init__(self, storage: BucketStorage, name: str) -> None:
        self._storage = storage
        self._key = name
        self._at = 0
        first = storage.block(name, 0, BLOCK)
        self._etag = first.headers.get("etag", "")
        self._start, self._held = 0, first.body if first.status == 206 else b""
        whole = first.headers.get("content-range", "").rpartition("/")[2]
        # Nothing can be asked of an empty file: 416.
        self.size = int(whole) if first.status == 206 and whole.isdecimal() else 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise ValueError("before the beginning of the file")
        self._at = base + offset
        return self._at

    def read(self, size: int | None = -1, /) -> bytes:
        left = max(self.size - self._at, 0)
        wanted = left if size is None or size < 0 else min(size, left)
        until = time.monotonic() + READ_SECONDS if is_web_thread() else math.inf
        pieces = []
        while wanted:
            piece = self._ahead(wanted, until)[:wanted]
            pieces.append(piece)
            self._at += len(piece)
            wanted -= len(piece)
        return b"".join(pieces)

    def read1(self, size: int = -1, /) -> bytes:
        return self.read(BLOCK if size < 0 else size)

    def peek(self, size: int = 0, /) -> bytes:
        """Return what follows, at least a byte of it, and stay where we are; b"" at the end."""
        return self._ahead(size, math.inf)

    def _ahead(self, size: int, until: float) -> bytes:
        offset = self._at - self._start
        if not 0 <= offset < len(self._held) and self._at < self.size:
            largest = BLOCK if is_web_thread() else LARGEST_BLOCK
            length = min(max(size, BLOCK), largest, self.size - self._at)
            answer = self._storage.block(self._key, self._at, length, of=self._etag, until=until)
            if not answer.body:
                raise StorageAway(f"The bucket gives nothing of {self._key}.")
            self._start, self._held, offset = self._at, answer.body, 0
        return self._held[offset:]
