"""Finding and ending the servers that an earlier run left behind, whatever its end was."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil


def wait_until(answered: Callable[[], bool], *, seconds: float) -> bool:
    """Ask again and again until it is true or the time is over; return whether it became true."""
    deadline = time.monotonic() + seconds
    while not answered():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def working_in(folder: Path, program: str) -> list[psutil.Process]:
    """Return the running processes of that program whose working folder this is.

    Both servers change into their data folder, so this finds ours and nobody else's, with or
    without a pid file. A killed process that nobody has waited for yet (a zombie) has no folder and
    is not running.
    """
    found = []
    for process in psutil.process_iter(["name"]):
        if not (process.info["name"] or "").startswith(program):
            continue
        try:
            if Path(process.cwd()) == folder and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def came_up(folder: Path, program: str, answered: Callable[[], bool], *, seconds: float) -> bool:
    """Wait for a server that an earlier run started; return whether it answers in the end.

    It may still be replaying its log. The wait is over at once when nothing (or no longer anything)
    works there.
    """
    wait_until(lambda: answered() or not working_in(folder, program), seconds=seconds)
    return answered()


def end(folder: Path, program: str, *, seconds: float = 10) -> None:
    """End what still works in the folder: by request first, by force for what ignores it."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        for process in working_in(folder, program):
            _send(process.pid, how)
        if wait_until(lambda: not working_in(folder, program), seconds=seconds):
            return


def _send(pid: int, how: signal.Signals) -> None:
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        return
