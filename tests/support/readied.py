"""`python -m tests.support.readied`: a process that has read the application, and starts web servers out of itself.

To read it takes some seconds of a processor, for each of the tests that a web server stands before. Here that is done
once; each server is a fork, so it knows as little of the one before as if it had been started anew. It takes, on a
line each, where a server's log goes and what `granian` is called with, and answers with the server's process id.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import runpy
import signal
import sys
import threading
from importlib import import_module

import django

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


def main() -> None:
    django.setup()
    for module in READ:
        import_module(module)
    if threading.active_count() > 1 or "portals.asgi" in sys.modules:
        raise SystemExit("What was read has begun to work, and cannot be forked.")
    # Nobody here asks how a server ended.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    _say("ready")
    for line in sys.stdin:
        log, *arguments = json.loads(line)
        pid = os.fork()
        if not pid:
            _serve(log, arguments)
        _say(str(pid))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _serve(log: str, arguments: list[str]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    nothing, output = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_CREAT)
    for descriptor, target in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(descriptor, target)
    # The workers of a server find the application read, too.
    multiprocessing.set_start_method("fork", force=True)
    sys.argv = ["granian", *arguments]
    runpy.run_module("granian", run_name="__main__", alter_sys=True)
    raise SystemExit


if __name__ == "__main__":
    main()
