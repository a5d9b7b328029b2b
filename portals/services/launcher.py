"""Starting and stopping the embedded servers, one process at a time."""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from . import postgres, valkey
from .addresses import SERVICES, VARIABLES, Service
from .places import Account, account, prepare_folder, services_folder


def ensure_started(services: Iterable[Service] | None = None) -> None:
    """Start those servers that do not answer; by default each whose variable is not set.

    Costs a ping each when they run. They outlive this process. Raises `ServicesRefused` where they
    cannot run.
    """
    wanted = [name for name in SERVICES if not os.environ.get(VARIABLES[name])]
    missing = [name for name in services or wanted if not _answers(name)]
    if not missing:
        return
    with _lock():
        user = account()
        for name in missing:
            # Another process may have started it while this one waited.
            if not _answers(name):
                _start(name, user)


def stop() -> None:
    """Stop all three; what they hold stays on disk."""
    if not services_folder().exists():
        return
    with _lock():
        valkey.stop("cache")
        valkey.stop("queue")
        postgres.stop(account())


def status() -> dict[Service, bool]:
    """Return for each server whether it answers."""
    return {name: _answers(name) for name in SERVICES}


def _answers(name: Service) -> bool:
    return postgres.is_ready() if name == "postgres" else valkey.answers(name)


def _start(name: Service, user: Account) -> None:
    if name == "postgres":
        postgres.start(user)
    else:
        valkey.start(name, user)


@contextmanager
def _lock() -> Iterator[None]:
    """Hold the checkout's lock; the system gives it back when its holder dies in any way."""
    prepare_folder()
    with (services_folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
