"""Valkeys of a test's own."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis

from portals.services import valkey
from portals.services.daemons import wait_until


@contextmanager
def full_valkey(folder: Path) -> Iterator[str]:
    """The URL of a server that answers and takes nothing more."""
    with own_valkey(folder) as url, Redis.from_url(url) as client:
        fill(client)
        yield url


def fill(client: Redis) -> None:
    """Let the server take nothing more, as one whose memory is used up."""
    client.config_set("maxmemory", 1)


def make_room(client: Redis) -> None:
    client.config_set("maxmemory", 0)


@contextmanager
def own_valkey(folder: Path) -> Iterator[str]:
    """The URL of a server that never evicts, as the queue's must not."""
    path = folder / "valkey.sock"
    server = subprocess.Popen(
        [
            *(str(valkey.program()), "--port", "0", "--unixsocket", str(path)),
            *("--save", "", "--maxmemory-policy", "noeviction"),
        ],
        stdout=subprocess.DEVNULL,
    )
    try:
        assert wait_until(path.exists, seconds=30)
        url = f"unix://{path}?db=0"
        with Redis.from_url(url) as client:
            assert client.ping()
        yield url
    finally:
        server.terminate()
        server.wait(10)
