"""Work on what a stranger sent, in a process of its own within bounds of time and memory.

A file made to break or tire its reader breaks nothing else: its process is killed at the bounds, and whoever waits for
it waits no longer.
"""

from __future__ import annotations

import json
import logging
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings
from django.utils.translation import get_language

from .child import TOO_MUCH
from .refusal import UploadRefused

logger = logging.getLogger(__name__)

CHILD = Path(__file__).with_name("child.py")
MB = 1024 * 1024


@dataclass(frozen=True)
class WorkBounds:
    """`seconds` by the clock; `cpu_seconds` and `memory` in bytes by the kernel, which ends the process there."""

    seconds: float
    cpu_seconds: int
    memory: int


# For whoever waits in a request, as long as `PORTALS_UPLOAD_SECONDS` says.
AT_ONCE = WorkBounds(seconds=0, cpu_seconds=2, memory=768 * MB)
# To read how large a picture says it is, where there was no time for more. The clock's three seconds are those of all
# files of a request.
A_GLANCE = WorkBounds(seconds=3, cpu_seconds=1, memory=768 * MB)
# A worker has the time. By the clock it is generous, since a busy server is no fault of the file.
BY_JOB = WorkBounds(seconds=60, cpu_seconds=20, memory=1536 * MB)

# What a child answers or is ended by where that lies in its file. A kill from outside (want of memory of the machine,
# an operator) and the alarm of the clock, which runs also while the machine is busy with others, do not.
OF_THE_FILE = frozenset(
    {
        TOO_MUCH,
        *(
            -number
            for number in (
                signal.SIGXCPU,
                signal.SIGSEGV,
                signal.SIGABRT,
                signal.SIGBUS,
                signal.SIGFPE,
                signal.SIGILL,
            )
        ),
    }
)

# At once in one web process: more would take its processors from the readers.
MOST_AT_ONCE = 2
_places = threading.BoundedSemaphore(MOST_AT_ONCE)


class Unfinished(Exception):
    """The work did not end in time, or could not be done here and now; of the file nothing is known."""


class Exhausting(Unfinished):
    """The file took more processor, memory or room than it may, or broke its reader. It would do so again."""


class UploadDeadline:
    """The moment until which a request may wait for all of its files together."""

    def __init__(self, seconds: float | None = None) -> None:
        if seconds is None:
            seconds = settings.PORTALS_UPLOAD_SECONDS
        self._ends = time.monotonic() + seconds

    @property
    def left(self) -> float:
        return max(0.0, self._ends - time.monotonic())

    @cached_property
    def of_glances(self) -> UploadDeadline:
        """The moment until which it may wait for a glance at those that were not done, from the first of them on."""
        return UploadDeadline(A_GLANCE.seconds)


@dataclass(frozen=True)
class WorkResult:
    """What the work gave: plain values, and pieces of content."""

    values: dict[str, Any]
    contents: Sequence[bytes] = field(default=())


def at_once(
    function: str,
    file: IO[bytes],
    *,
    until: UploadDeadline,
    bounds: WorkBounds = AT_ONCE,
    **arguments: Any,
) -> WorkResult:
    """The same as `run_apart` for whoever waits in a request; also Unfinished where no place is free in time."""
    if until.left <= 0 or not _places.acquire(timeout=until.left):
        raise Unfinished
    try:
        bounds = replace(bounds, seconds=until.left)
        return run_apart(function, file, bounds=bounds, **arguments)
    finally:
        _places.release()


def run_apart(
    function: str, file: IO[bytes], *, bounds: WorkBounds = BY_JOB, **arguments: Any
) -> WorkResult:
    """Return what `function`, named as "module:name", makes of `file` and `arguments`.

    It takes the file and the arguments, which are plain values, and returns plain values and pieces of content. Raises
    UploadRefused where it refuses, in the language of the caller, and Unfinished, of which Exhausting lies in the
    file.
    """
    ends = time.monotonic() + bounds.seconds
    with TemporaryFile() as given, TemporaryFile() as written:
        file.seek(0)
        shutil.copyfileobj(file, given, MB)
        file.seek(0)
        given.seek(0)
        task = {
            "function": function,
            "arguments": arguments,
            "language": get_language() or "vi",
            "bounds": asdict(replace(bounds, seconds=max(ends - time.monotonic(), 0.001))),
        }
        end = _end_of(_begun(task, given.fileno(), written.fileno()), ends)
        if end != 0:
            logger.warning(
                "A file was not examined to the end.",
                extra={"event": "uploads.apart.ended", "function": function, "exit": end},
            )
            raise Exhausting if end in OF_THE_FILE else Unfinished
        written.seek(0)
        return _read(written)


class _Ready:
    """The process that forks for this one; it ends with it."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self._link, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                # Nothing of our environment is at hand there.
                [sys.executable, "-I", "-X", "utf8", str(CHILD)],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
                start_new_session=True,
            )

    def begin(self, task: dict[str, Any], *descriptors: int) -> None:
        socket.send_fds(self._link, [json.dumps(task).encode()], descriptors)

    def end(self) -> None:
        self._link.close()
        if self.owner == os.getpid():
            self.process.kill()
            self.process.wait()


_ready: _Ready | None = None
_starting = threading.Lock()


def _begun(task: dict[str, Any], given: int, written: int) -> int:
    """Have a child begin; return what is read to its end when the child ends."""
    global _ready
    life, theirs = os.pipe()
    try:
        with _starting:
            # What a fork inherited is not its own.
            if _ready is None or _ready.owner != os.getpid() or _ready.process.poll() is not None:
                if _ready is not None:
                    _ready.end()
                _ready = _Ready()
            _ready.begin(task, given, written, theirs)
    except OSError as error:
        os.close(life)
        logger.exception(
            "The process that examines files did not start.",
            extra={"event": "uploads.apart.not_started"},
        )
        raise Unfinished from error
    finally:
        os.close(theirs)
    return life


def _end_of(life: int, ends: float) -> int | None:
    """Return how the child ended, as `os.waitstatus_to_exitcode` says it; None where nobody was left to tell."""
    told = b""
    try:
        with os.fdopen(life, "rb", buffering=0) as pipe:
            poll = select.poll()
            poll.register(pipe, select.POLLIN)
            while poll.poll(max(ends - time.monotonic(), 0) * 1000):
                piece = pipe.read(64)
                if not piece:
                    lines = told.split()
                    return int(lines[1]) if len(lines) == 2 else None
                told += piece
    finally:
        # The process if it still runs, and in any case what it may have started.
        if group := told.split()[:1]:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(int(group[0]), signal.SIGKILL)
    logger.info("A file was not examined in time.", extra={"event": "uploads.apart.late"})
    raise Unfinished


def _read(written: IO[bytes]) -> WorkResult:
    """What a process that was killed has not written to its end is no answer."""
    try:
        told = json.loads(written.readline())
        contents = [written.read(size) for size in told["sizes"]]
        complete = [len(each) for each in contents] == told["sizes"]
        refusal, values = told["refusal"], told["values"]
    except (ValueError, KeyError, TypeError) as error:
        raise Unfinished from error
    if not complete:
        raise Unfinished
    if refusal:
        raise UploadRefused(str(refusal))
    return WorkResult(values, contents)
