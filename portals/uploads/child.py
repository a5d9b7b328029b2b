"""The program that `apart.py` starts: it stands ready with the readers of files, and forks a child for each file.

It has neither our settings nor our database nor our environment: only the words of refusals. A child does one function
on one file, within bounds of its own, and ends.
"""

from __future__ import annotations

import errno
import io
import json
import os
import resource
import select
import signal
import socket
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# The largest thing that is made of an upload.
LARGEST_WRITTEN = 200 * 1024 * 1024
# How a child ends that came to the bound of memory, or of what it may write. `apart.py` knows it too.
TOO_MUCH = 3
LONGEST_TASK = 64 * 1024
# Loaded while nothing is asked, so that the first file does not wait for them.
READERS = [
    "portals.uploads.inspecting",
    "PIL.JpegImagePlugin",
    "pikepdf",
    "bs4",
    "mammoth",
    "pypdfium2",
    "viparse",
    "portals.signatures.reading",
]
IDLE_SECONDS = 0.2


def main() -> None:
    sys.path.insert(0, str(ROOT))
    ready_words()
    # A child that ended is nobody's to bury.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    link = socket.socket(fileno=0)
    to_load = list(READERS)
    while True:
        if to_load and not select.select([link], [], [], IDLE_SECONDS)[0]:
            import_module(to_load.pop(0))
            continue
        message, descriptors, _flags, _address = socket.recv_fds(link, LONGEST_TASK, 3)
        if not message:
            return
        if os.fork() == 0:
            link.close()
            watch_child(json.loads(message), *descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def ready_words() -> None:
    from django.apps import apps
    from django.conf import settings

    settings.configure(
        INSTALLED_APPS=[],
        USE_I18N=True,
        LANGUAGE_CODE="vi",
        # The words of every floor: what is examined is told of in theirs.
        LOCALE_PATHS=[str(path) for path in sorted(ROOT.glob("*/locale"))],
    )
    apps.populate([])


def watch_child(task: dict[str, Any], given: int, written: int, life: int) -> None:
    """Have a child do `task`, tell by `life` how it ended, and end; before, the number of the group that both are in.

    The child itself has no `life`, so that nothing that a file makes it do can tell of another end.
    """
    try:
        os.setsid()
        os.write(life, f"{os.getpid()}\n".encode())
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        child = os.fork()
        if child == 0:
            os.close(life)
            become_child(task, given, written)
        status = os.waitpid(child, 0)[1]
        os.write(life, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    finally:
        os._exit(0)


def become_child(task: dict[str, Any], given: int, written: int) -> None:
    """Do `task` and end."""
    code = 1
    try:
        bound_to(**task["bounds"])
        work(task, given, written)
        code = 0
    except MemoryError:
        code = TOO_MUCH
    except OSError as error:
        if error.errno == errno.EFBIG:
            code = TOO_MUCH
    finally:
        os._exit(code)


def bound_to(*, seconds: float, cpu_seconds: int, memory: int) -> None:
    """Let the kernel end this process where it takes more, whether or not anybody still waits for it."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # At the first of the two the kernel says what it ends it for.
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_WRITTEN, LARGEST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.setitimer(signal.ITIMER_REAL, seconds)


def work(task: dict[str, Any], given: int, written: int) -> None:
    from django.utils import translation

    from portals.refusals import Refusal

    translation.activate(task["language"])
    module, _colon, name = task["function"].partition(":")
    refusal: str = ""
    values: dict[str, Any] = {}
    contents: list[bytes] = []
    with open(given, "rb") as file:
        held = io.BytesIO(file.read())
    try:
        values, contents = getattr(import_module(module), name)(held, **task["arguments"])
    except Refusal as refused:
        refusal = str(refused)
    told = {"refusal": refusal, "values": values, "sizes": [len(each) for each in contents]}
    with open(written, "wb") as out:
        out.write(json.dumps(told).encode() + b"\n")
        for content in contents:
            out.write(content)


if __name__ == "__main__":
    main()
