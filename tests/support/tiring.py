"""Work for a process apart that never ends, takes everything or ends badly; and files that ask for much of it.

A process apart loads this module without Django's settings of the tests.
"""

from __future__ import annotations

import io
import os
import signal
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Mapping
from typing import IO, Any

type Told = tuple[dict[str, Any], list[bytes]]


def spin(_file: IO[bytes]) -> Told:
    while True:
        pass


def wait(_file: IO[bytes], *, note: str) -> Told:
    """Start a child that waits too, write down the numbers of both, and wait."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    with open(note, "w", encoding="ascii") as out:
        out.write(f"{os.getpid()} {child.pid}")
    time.sleep(600)
    return {}, []


def swallow(_file: IO[bytes]) -> Told:
    held = [b"x" * 1024 * 1024 for _ in range(4096)]
    return {"held": len(held)}, []


def die(_file: IO[bytes]) -> Told:
    os._exit(0)


def crash(_file: IO[bytes]) -> Told:
    os.abort()


def write_much(_file: IO[bytes]) -> Told:
    return {}, [b"x" * (201 * 1024 * 1024)]


def be_killed(_file: IO[bytes]) -> Told:
    """End as where the machine has no memory left."""
    os.kill(os.getpid(), signal.SIGKILL)
    return {}, []


def fail(_file: IO[bytes]) -> Told:
    raise LookupError


def tell(file: IO[bytes], **arguments: Any) -> Told:
    return {"environment": sorted(os.environ), **arguments}, [file.read(), b"", b"abc"]


def png(width: int, height: int) -> bytes:
    """A picture of one black pixel a bit, which packs a thousand to one."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    packer = zlib.compressobj(9)
    row = b"\0" * (1 + (width + 7) // 8)
    rows = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    return start + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def archive(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def rows_of_word(count: int) -> str:
    """A table of so many rows, as the body of a Word document."""
    return "<w:tbl>" + "<w:tr><w:tc><w:p/></w:tc></w:tr>" * count + "</w:tbl>"
