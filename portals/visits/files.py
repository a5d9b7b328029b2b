"""Files are counted where they are given: they are never kept by a cache that does not ask, and links to them stand
anywhere, also on pages of others. What is listened to is told by the page instead, since players look into a file
before anybody listens.
"""

from __future__ import annotations

import logging
import re
from concurrent.futures import Future, ThreadPoolExecutor
from threading import BoundedSemaphore

from portals.serving.answers import Environ

from .counting import VisitCounter

logger = logging.getLogger(__name__)

FILE = "file"
_ADDRESS = re.compile(r"/tep/([1-9]\d{0,8})/[^/]+")
_SOUND = re.compile(r"\.(?:mp3|m4a|aac|ogg|oga|opus|wav|flac|mp4|webm)$", re.IGNORECASE)
_GIVEN = ("200", "206", "304")
# Of a file that is read in pieces only the first counts.
_FROM_THE_START = re.compile(r"bytes=0-")
# Answers are on their way already: nobody waits for a count, and no more of them than this wait for their turn.
MOST_WAITING = 200


class FilesSeen:
    """Counts files that were given to visitors, behind their back: in a thread of its own, some at most."""

    def __init__(self, visits: VisitCounter) -> None:
        self._visits = visits
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="files")
        self._room = BoundedSemaphore(MOST_WAITING)

    def see(self, environ: Environ, status: str) -> None:
        key = file_given(environ, status)
        if key is None:
            return
        if not self._room.acquire(blocking=False):
            self._visits.lose()
            return
        self._thread.submit(self._visits.take_file, environ, FILE, key).add_done_callback(
            self._done
        )

    def _done(self, future: Future[None]) -> None:
        self._room.release()
        if (error := future.exception()) is not None:
            logger.error(
                "A file could not be counted.",
                exc_info=error,
                extra={"event": "portals.visits.file_uncounted"},
            )


def file_given(environ: Environ, status: str) -> str | None:
    """Return the number of the file that was given from its beginning; None for everything else. Pure."""
    if environ.get("REQUEST_METHOD") != "GET" or not status.startswith(_GIVEN):
        return None
    address = _ADDRESS.fullmatch(environ.get("PATH_INFO", ""))
    if address is None or _SOUND.search(address.group()):
        return None
    part = environ.get("HTTP_RANGE", "")
    return None if part and not _FROM_THE_START.match(part) else address[1]
