"""The way to the cache server for threads: a connection each, bounded waits, no belief in a server that restarted.

Every key stands in a namespace that holds the server's run id, which is new with each start. What a restarted
server loads from its disk may be older than a withdrawal; under the new run id nobody asks for it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings
from redis.backoff import NoBackoff
from redis.connection import ConnectionPool
from redis.exceptions import RedisError
from redis.retry import Retry

# Readers are on the event loop and have a connection of their own (`cache_connection.py`); a writer may take its time.
WRITER_SECONDS = 2.0

type Command = tuple[str | bytes | int, ...]


class Unreachable(Exception):
    """The cache server did not answer in time, or refused."""


class Keys:
    """The names of what is kept, in the namespace of the server that runs."""

    namespace: str

    def edition_key(self, portal_id: int | None) -> str:
        """Return the key of the edition of a portal, or of the province."""
        return f"{self.namespace}:edition:{'all' if portal_id is None else portal_id}"

    def hold_key(self, portal_id: int | None) -> str:
        """Return the key that stands while a withdrawal on the portal is being committed."""
        return f"{self.namespace}:hold:{'all' if portal_id is None else portal_id}"


def namespace_of(prefix: str, info: bytes) -> str:
    """Return where keys stand on the server that says `info` of itself."""
    for line in info.splitlines():
        name, _colon, value = line.partition(b":")
        if name == b"run_id":
            return f"{prefix}:pages:{value.decode()[:16]}"
    raise Unreachable("the cache server does not say its run id")


class Session(Keys):
    """A connection and the namespace that holds on it. Unusable after it raised `Unreachable`."""

    def __init__(self, connection: Any, prefix: str) -> None:
        self._connection = connection
        self.namespace = namespace_of(prefix, self.call(("INFO", "server"))[0])

    def call(self, *commands: Command) -> list[Any]:
        """Send the commands in one round trip; return their replies."""
        try:
            self._connection.send_packed_command(self._connection.pack_commands(commands))
            return [self._connection.read_response() for _command in commands]
        except (RedisError, OSError) as error:
            # Replies that were not read would answer the next call.
            self.close()
            raise Unreachable(str(error)) from error

    def close(self) -> None:
        self._connection.disconnect()


class Valkey:
    """Sessions with the server of CACHES, one for each thread and process that asks."""

    def __init__(self, *, seconds: float) -> None:
        self._seconds = seconds
        self._of_thread = threading.local()

    def _session(self) -> Session:
        current: tuple[int, Session] | None = getattr(self._of_thread, "current", None)
        if current is not None and current[0] == os.getpid():
            return current[1]
        session = self._connect()
        self._of_thread.current = (os.getpid(), session)
        return session

    def run[T](self, work: Callable[[Session], T]) -> T:
        """Return what `work` makes of this thread's session, which is dropped if it fails."""
        session = self._session()
        try:
            return work(session)
        except Unreachable:
            self._of_thread.current = None
            raise

    def run_surely[T](self, work: Callable[[Session], T]) -> T:
        """As `run`, but try again once: the server may have closed a connection that was idle."""
        try:
            return self.run(work)
        except Unreachable:
            return self.run(work)

    def _connect(self) -> Session:
        of_django = settings.CACHES["default"]
        if not of_django["BACKEND"].endswith(".RedisCache"):
            raise Unreachable("CACHES names no Valkey")
        pool = ConnectionPool.from_url(
            of_django["LOCATION"],
            socket_timeout=self._seconds,
            socket_connect_timeout=self._seconds,
            retry=Retry(NoBackoff(), 0),
            protocol=2,
        )
        return Session(pool.make_connection(), of_django.get("KEY_PREFIX", ""))


writers = Valkey(seconds=WRITER_SECONDS)
