"""`python -m tests.support.readied`: a process that has read the application, and starts what runs it out of itself.

To read it takes some seconds of a processor, for each of the tests that a web server or a worker stands before. Here
that is done once; what is asked for is a fork, so it knows as little of the one before as if it had been started anew.
Each line asks for one (`Asked`); the answer is its process id.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import runpy
import signal
import sys
import threading
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Literal

import django
from django.core.management import BaseCommand

# What `portals.asgi` builds the application of. The module itself makes the objects that a process keeps, so it is
# left to the servers.
READ = (
    "portals.urls.admin",
    "portals.urls.public",
    "portals.operations.layer",
    "portals.pagecache.layer",
    "portals.serving.gate",
    "portals.serving.threads",
    "granian.cli",
)
# And what most commands need that are asked for.
COMMANDS = ("django.core.management.commands.shell", "django_rq.management.commands.rqworker")


@dataclass(frozen=True)
class Asked:
    """A web server or a command of manage.py: what it is called with, and the files it writes to.

    `ended` comes to hold the status it ended with; whoever is killed leaves none.
    """

    what: Literal["granian", "manage.py"]
    arguments: list[str]
    output: str
    errors: str
    ended: str

    def as_line(self) -> str:
        return json.dumps(asdict(self)) + "\n"


def main() -> None:
    django.setup()
    for module in (*READ, *COMMANDS):
        import_module(module)
    # What the framework checks before a command is of the code, and holds for all that are forked.
    BaseCommand().check()
    BaseCommand.requires_system_checks = []
    if threading.active_count() > 1 or "portals.asgi" in sys.modules or _is_connected():
        raise SystemExit("What was read has begun to work, and cannot be forked.")
    gc.collect()
    gc.freeze()
    gc.enable()
    # Nobody here asks how a process ended.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    _say("ready")
    for line in sys.stdin:
        asked = Asked(**json.loads(line))
        pid = os.fork()
        if not pid:
            _become(asked)
        _say(str(pid))


def _is_connected() -> bool:
    from django.db import connections

    return any(each.connection is not None for each in connections.all(initialized_only=True))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _become(asked: Asked) -> None:
    """Be what was asked for, to its end."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    _point_at(os.devnull, 0, os.O_RDONLY)
    _point_at(asked.output, 1, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    if asked.errors == asked.output:
        os.dup2(1, 2)
    else:
        _point_at(asked.errors, 2, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    # The workers of a server find the application read, too.
    multiprocessing.set_start_method("fork", force=True)
    sys.argv = [asked.what, *asked.arguments]
    me, status = os.getpid(), 1
    try:
        if asked.what == "granian":
            runpy.run_module("granian", run_name="__main__", alter_sys=True)
        else:
            runpy.run_path("manage.py", run_name="__main__")
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        raise
    finally:
        # A job of a worker is a child of it, whose end is not the worker's.
        if os.getpid() == me:
            Path(asked.ended).write_text(str(status), encoding="ascii")
    raise SystemExit


def _point_at(path: str, descriptor: int, flags: int) -> None:
    opened = os.open(path, flags, 0o600)
    os.dup2(opened, descriptor)
    os.close(opened)


if __name__ == "__main__":
    main()
