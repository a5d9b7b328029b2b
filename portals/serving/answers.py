"""An answer on its way from what makes it to the one who asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

# What a request asks, in the words of WSGI, which Django takes and every layer before it reads.
type Environ = dict[str, Any]
type Headers = list[tuple[str, str]]
# A path is of a file that is sent whole; an open file is read piece by piece, and closed.
type Content = bytes | Path | BinaryIO
type Handler = Callable[[Environ], Awaitable[Answer]]


@dataclass(slots=True)
class Answer:
    """What is said to one visitor. Its content is never an iterator, which would have to be asked in a thread."""

    status: str
    headers: Headers
    content: bytes | Path | BinaryIO = b""

    def header(self, wanted: str) -> str | None:
        return next((value for name, value in self.headers if name == wanted), None)


def refusal(status: str, *more: tuple[str, str]) -> Answer:
    """Return an answer without content that nobody may keep."""
    return Answer(status, [("Content-Length", "0"), ("Cache-Control", "no-store"), *more])
