"""Whether PostgreSQL may be asked. While it is away nobody waits for it: whoever asks is told at once.

Shut and opened by the watch of a web process (`portals/operations/health.py`); where nobody watches, as in commands
and workers, it stays open.
"""

from __future__ import annotations

import os
import socket
import threading
import weakref
from contextlib import suppress
from typing import Any

import structlog
from django.db import OperationalError

logger = structlog.get_logger(__name__)


class DatabaseAway(OperationalError):
    """PostgreSQL does not answer, as the watch found a moment ago."""


class DatabaseGate:
    """One for each process. Threads that are in the middle of a query when it shuts are told so, too."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._in_use: weakref.WeakSet[Any] = weakref.WeakSet()
        self.is_shut = False

    def pass_through(self) -> None:
        """Return where PostgreSQL may be asked. Raises DatabaseAway, at once."""
        if self.is_shut:
            raise DatabaseAway("PostgreSQL does not answer.")

    def watch_over(self, connection: Any) -> None:
        """Keep in mind a connection (psycopg's) on which somebody may be waiting when the gate shuts."""
        with self._lock:
            self._in_use.add(connection)

    def shut(self) -> None:
        """Let nobody ask from now on, and have those who wait for an answer fail: nothing else would ever end that.

        What was under way is neither known to be done nor undone, as in any break of a connection.
        """
        if self.is_shut:
            return
        self.is_shut = True
        logger.error("database.away")
        with self._lock:
            connections = list(self._in_use)
            self._in_use.clear()
        for connection in connections:
            _hang_up(connection)

    def open(self) -> None:
        if self.is_shut:
            self.is_shut = False
            logger.warning("database.back")


def _hang_up(connection: Any) -> None:
    """End the conversation at the socket, from outside the thread that holds the connection."""
    with suppress(OSError, ValueError):
        if not connection.closed:
            # A copy of the descriptor: closing it leaves the owner's own alone.
            with socket.socket(fileno=os.dup(connection.pgconn.socket)) as line:
                line.shutdown(socket.SHUT_RDWR)


gate = DatabaseGate()
