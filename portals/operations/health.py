"""Whether this process can do its work: what it stands on is asked, shortly and at most once a second."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

ASK_SECONDS = 1.0
# libpq knows no shorter wait for a connection.
DATABASE_SECONDS = 2
KEPT_SECONDS = 1.0
# Without the cache pages come from Django, without the queue jobs wait: a node is not taken out of service for these.
NEEDED = frozenset({"database"})


def ask_database() -> None:
    """Connect anew: a pool that is merely busy is no failure, and a connection that is open proves nothing."""
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
    connecting = options | given | {"connect_timeout": DATABASE_SECONDS}
    with psycopg.connect(**connecting, autocommit=True) as connection:
        connection.execute("SELECT 1")


def ask_cache() -> None:
    _ping(settings.CACHES["default"]["LOCATION"])


def ask_queue() -> None:
    _ping(settings.RQ_QUEUES["default"]["URL"])


def _ping(url: str) -> None:
    with Redis.from_url(
        url,
        socket_timeout=ASK_SECONDS,
        socket_connect_timeout=ASK_SECONDS,
        retry=Retry(NoBackoff(), 0),
    ) as valkey:
        valkey.ping()


class Readiness:
    """Answers of the servers, kept for a second: whoever asks may ask often."""

    def __init__(self, questions: dict[str, Callable[[], None]] | None = None) -> None:
        self._questions = questions or {
            "database": ask_database,
            "cache": ask_cache,
            "queue": ask_queue,
        }
        self._lock = threading.Lock()
        self._down: list[str] = []
        self._asked_at = -float("inf")

    def report(self) -> tuple[bool, dict[str, Any]]:
        """Return whether the process can serve, and what to say about it: what is down, by name."""
        with self._lock:
            if time.monotonic() - self._asked_at > KEPT_SECONDS:
                self._down = [name for name, ask in self._questions.items() if not _answers(ask)]
                self._asked_at = time.monotonic()
            down = self._down
        ready = NEEDED.isdisjoint(down)
        servers = {name: "down" if name in down else "up" for name in self._questions}
        return ready, {"ready": ready, "down": down, "servers": servers}


def _answers(ask: Callable[[], None]) -> bool:
    try:
        ask()
    except (psycopg.Error, RedisError, OSError) as error:
        logger.warning(
            "A server does not answer.",
            extra={
                "event": "portals.health.down",
                "question": ask.__name__,
                "error": type(error).__name__,
            },
        )
        return False
    return True
