"""Programs that work on what a stranger sent, in a process apart: without our environment, within bounds.

As `portals.uploads.apart` does for readers written in Python; here is what starts others, and what takes minutes.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from portals.uploads.apart import MB, OF_THE_FILE, Exhausting, Unfinished

logger = logging.getLogger(__name__)

LIMITED = Path(__file__).with_name("limited.py")
MOST_TOLD = 256 * 1024


@dataclass(frozen=True)
class ProgramBounds:
    """`seconds` by the clock; `cpu_seconds`, `memory` and `largest_file` in bytes by the kernel."""

    seconds: float
    cpu_seconds: int
    memory: int = 1024 * MB
    largest_file: int = 512 * MB


@dataclass(frozen=True)
class ProgramEnd:
    """How a program ended, with the end of what it told."""

    code: int
    told: str
    complained: str


def run_bounded(command: Sequence[str], *, folder: str, bounds: ProgramBounds) -> ProgramEnd:
    """Run `command` in `folder`, which is all of its own that it is given, and wait for it.

    Raises Unfinished where it was ended from outside or by the clock, and Exhausting where by its other bounds: it
    would be so again.
    """
    numbers = (bounds.cpu_seconds, bounds.memory, bounds.largest_file)
    with (
        TemporaryFile() as told,
        TemporaryFile() as complained,
        subprocess.Popen(
            # Nothing of our environment is at hand there; `-S` leaves out what it has no use for.
            [sys.executable, "-I", "-S", str(LIMITED), *map(str, numbers), *command],
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=complained,
            cwd=folder,
            env={},
            start_new_session=True,
        ) as process,
    ):
        try:
            code = process.wait(timeout=bounds.seconds)
        except subprocess.TimeoutExpired as late:
            raise Unfinished from late
        finally:
            # The process if it still runs, and in any case what it may have started.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        if code < 0:
            logger.warning(
                "A program that prepares sound was ended.",
                extra={"event": "editorial.recordings.ended", "exit": code},
            )
            raise Exhausting if code in OF_THE_FILE or -code == signal.SIGXFSZ else Unfinished
        return ProgramEnd(code, _end_of(told), _end_of(complained))


def _end_of(file: IO[bytes]) -> str:
    size = file.seek(0, 2)
    file.seek(max(0, size - MOST_TOLD))
    return file.read().decode("utf-8", "replace")
