"""Recognising scans by Tesseract, the system's own: one page at a time, on one thread.

With two threads it waits for itself and takes fifteen times as long. It is given pictures that we drew, never a file
that somebody sent.
"""

from __future__ import annotations

import logging
import resource
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from portals.uploads.apart import Unfinished, run_apart

from .bounds import MOST_SCANNED_PAGES
from .legibility import tidied
from .pages import PAGE_END, textless_pages
from .reading import DRAW

logger = logging.getLogger(__name__)

PROGRAM, LANGUAGE = "tesseract", "vie"
# What the operator installs, as Debian names it.
PACKAGES = "tesseract-ocr tesseract-ocr-vie"
# A page takes six seconds, a crowded one twenty.
SECONDS_A_PAGE = 60
SECONDS_A_FILE = 480
MEMORY = 1024 * 1024 * 1024
# Drawn in one process: a page is nine megabytes.
DRAWN_AT_ONCE = 4


class RecognitionFailed(Exception):
    """Tesseract ended without words for any page, for a reason of its own."""


@dataclass(frozen=True)
class Recognised:
    """The text with the pages that were recognised in their places. `pages`: how many these are."""

    text: str
    pages: int
    is_cut: bool


def is_installed() -> bool:
    """Whether scans can be recognised on this machine: the program is there, and knows Vietnamese."""
    if shutil.which(PROGRAM) is None:
        return False
    told = subprocess.run(
        [PROGRAM, "--list-langs"], capture_output=True, text=True, timeout=20, check=False
    )
    return LANGUAGE in told.stdout.split()


def recognise(
    file: IO[bytes], *, text: str, pages: int, seconds: float = SECONDS_A_FILE
) -> Recognised:
    """Recognise the pages of a PDF that have no words in `text`, the first of them, as far as the time goes.

    Raises Unfinished where the file could not be drawn now, and RecognitionFailed.
    """
    until = time.monotonic() + seconds
    own = text.split(PAGE_END)
    own += [""] * (pages - len(own))
    wanted = textless_pages(PAGE_END.join(own))
    found: dict[int, str | None] = {}
    for number, picture in _drawn(file, wanted[:MOST_SCANNED_PAGES]):
        if time.monotonic() > until:
            break
        found[number] = words_in_picture(picture) if picture else ""
    if found and all(words is None for words in found.values()):
        raise RecognitionFailed
    for number, words in found.items():
        # A number of a page or a stamp that was there goes on standing there.
        own[number] = "\n".join(filter(None, (words, own[number])))
    return Recognised(PAGE_END.join(own), len(found), is_cut=len(found) < len(wanted))


def words_in_picture(picture: bytes) -> str | None:
    """Return the words of one picture; None where the program failed or took too long."""
    with subprocess.Popen(
        [PROGRAM, "stdin", "stdout", "-l", LANGUAGE, "--dpi", "300"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # The thread; where the program lies; the language data of installs that keep it elsewhere.
        env={"OMP_THREAD_LIMIT": "1", "PATH": "/usr/local/bin:/usr/bin:/bin"},
    ) as process:
        resource.prlimit(process.pid, resource.RLIMIT_AS, (MEMORY, MEMORY))
        try:
            told, _nothing = process.communicate(picture, timeout=SECONDS_A_PAGE)
        except subprocess.TimeoutExpired:
            process.kill()
            return None
    if process.returncode != 0:
        logger.warning(
            "Tesseract failed.",
            extra={"event": "editorial.file_text.ocr_failed", "exit": process.returncode},
        )
        return None
    return tidied(told.decode("utf-8", "replace").replace(PAGE_END, "\n"))


def _drawn(file: IO[bytes], numbers: list[int]) -> Iterator[tuple[int, bytes]]:
    for first in range(0, len(numbers), DRAWN_AT_ONCE):
        batch = numbers[first : first + DRAWN_AT_ONCE]
        pictures = run_apart(DRAW, file, pages=batch).contents
        if len(pictures) != len(batch):
            raise Unfinished
        yield from zip(batch, pictures, strict=True)
