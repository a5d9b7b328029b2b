"""The questions that tell whether a server answers: each bounded in time, and each returns what else it learned."""

from __future__ import annotations

import logging
import select
import time
from contextlib import suppress
from typing import Any

import psycopg
from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import OutOfMemoryError
from redis.retry import Retry

logger = logging.getLogger(__name__)

ASK_SECONDS = 1.0
# Behind PgBouncer the question waits in one line with everybody's: a pool that is busy for seconds is no failure.
ASK_POOLER_SECONDS = 10.0
# libpq knows no shorter wait for a connection.
DATABASE_SECONDS = 2
# Kept long enough to be found where somebody looks for it, no longer.
PROBE_KEY, PROBE_SECONDS = "portals:probe", 60


class Full(Exception):
    """The server answers and takes nothing more."""


class AskDatabase:
    """Asks PostgreSQL for the time, on a connection of its own; returns how far our clock is ahead, in seconds.

    A pool that is merely busy is no failure. Raises what psycopg raises, or TimeoutError.
    """

    def __init__(self) -> None:
        self._connection: psycopg.Connection[Any] | None = None

    def __call__(self) -> float:
        if self._connection is not None:
            try:
                return self._ahead(self._connection)
            except (psycopg.Error, OSError):
                # Closed by a restart of the server, or hanging: a new one decides.
                self.close()
        self._connection = psycopg.connect(**_connecting(), autocommit=True)
        try:
            return self._ahead(self._connection)
        except (psycopg.Error, OSError):
            self.close()
            raise

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(psycopg.Error, OSError):
                connection.close()

    def _ahead(self, connection: psycopg.Connection[Any]) -> float:
        before = time.time()
        theirs = float(_answer(connection, b"SELECT extract(epoch FROM clock_timestamp())"))
        after = time.time()
        # Whatever lies within the time that the question took is no difference.
        if before <= theirs <= after:
            return 0.0
        return before - theirs if theirs < before else after - theirs


def _answer(connection: psycopg.Connection[Any], question: bytes) -> bytes:
    """Return the one value that the server answers, in time: psycopg itself would wait without end."""
    line = connection.pgconn
    line.send_query(question)
    give_up_at = time.monotonic() + (
        ASK_POOLER_SECONDS if settings.PORTALS_DATABASE_POOLER else ASK_SECONDS
    )
    # Not `select.select`, which fails where a process has more than a thousand connections.
    waiting = select.poll()
    waiting.register(line.socket, select.POLLIN)
    while True:
        line.flush()
        left = give_up_at - time.monotonic()
        if left <= 0 or not waiting.poll(left * 1000):
            raise TimeoutError("PostgreSQL did not answer.")
        line.consume_input()
        if not line.is_busy():
            break
    result = line.get_result()
    value = result.get_value(0, 0) if result is not None and result.ntuples else None
    while line.get_result() is not None:
        pass
    if value is None:
        raise psycopg.OperationalError("PostgreSQL refused the question.")
    return value


def _connecting() -> dict[str, Any]:
    of_django = settings.DATABASES["default"]
    options = {name: value for name, value in of_django["OPTIONS"].items() if name != "pool"}
    named = {
        "dbname": of_django["NAME"],
        "user": of_django["USER"],
        "password": of_django["PASSWORD"],
        "host": of_django["HOST"],
        "port": of_django["PORT"],
    }
    given = {name: value for name, value in named.items() if value}
    return options | given | {"connect_timeout": DATABASE_SECONDS}


def ask_cache() -> None:
    with _server(settings.CACHES["default"]["LOCATION"]) as valkey:
        valkey.ping()


def ask_queue() -> None:
    """Have it keep something: a queue that only answers may be full. Raises Full where it is."""
    with _server(settings.RQ_QUEUES["default"]["URL"]) as valkey:
        try:
            valkey.set(PROBE_KEY, "1", ex=PROBE_SECONDS)
        except OutOfMemoryError as error:
            raise Full from error


def _server(url: str) -> Redis:
    return Redis.from_url(
        url,
        socket_timeout=ASK_SECONDS,
        socket_connect_timeout=ASK_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
