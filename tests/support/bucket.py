"""A bucket as S3 has it, on this machine: moto's server, in a thread of the test."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any
from urllib.request import Request, urlopen

from moto.server import ThreadedMotoServer

from portals.settings.backends import media_storage
from portals.uploads import bucket

_numbers = count()


@contextmanager
def bucket_server() -> Iterator[str]:
    """Give the STORAGE_URL of an empty bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        _host, port = server.get_host_and_port()
        # All servers of one process have the same buckets.
        name = f"uploads-{next(_numbers)}"
        with urlopen(Request(f"http://127.0.0.1:{port}/{name}", method="PUT")) as made:
            assert made.status == 200
        yield f"s3://khoa:bi-mat@127.0.0.1:{port}/{name}?tls=off&region=us-east-1"
    finally:
        server.stop()


def kept_in(url: str) -> dict[str, Any]:
    """Return STORAGES of an install whose uploads lie in that bucket."""
    from django.conf import settings

    return {**settings.STORAGES, "default": media_storage(url)}


def forget_failures() -> None:
    """Leave no other test the memory of a bucket that was away."""
    bucket.breaker.succeeded()


@contextmanager
def answering_as(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """Give the STORAGE_URL of a server that takes connections and then does as `talk` does."""
    listening = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            try:
                connection, _from = listening.accept()
            except OSError:
                return
            threading.Thread(target=_talk, args=(connection,), daemon=True).start()

    def _talk(connection: socket.socket) -> None:
        with connection:
            try:
                talk(connection)
                ended.wait(30)
            except OSError:
                # Whoever asked has had enough.
                return

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"s3://khoa:bi-mat@127.0.0.1:{listening.getsockname()[1]}/uploads?tls=off"
    finally:
        ended.set()
        listening.close()


def says_nothing(_connection: socket.socket) -> None:
    """Hang: the request is heard, and no answer comes."""


def drips(connection: socket.socket) -> None:
    """Give a byte of the answer again and again, each in time."""
    connection.sendall(b"HTTP/1.1 206 Partial Content\r\nContent-Length: 100000\r\n\r\n")
    while True:
        connection.sendall(b"x")
        time.sleep(0.05)
