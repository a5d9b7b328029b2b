"""The queue as acts use it: a job only nudges, so where the queue is away, the act goes on without.

The row that the act wrote is the truth. What it asks for is found by the clock once the queue is back.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.utils.module_loading import import_string
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.retry import Retry
from rq.job import Job

from portals.breaker import Breaker

from .queues import ForgetfulQueue

# Somebody waits for the answer of a request; a worker, which waits for jobs, has its own connection.
LONGEST_WAIT_SECONDS = 1.0
QUEUE_AWAY = (RedisError, OSError)

logger = structlog.get_logger(__name__)


class NudgingQueue(ForgetfulQueue):
    """Sends a job when the transaction commits, within a second, or says in the log that it could not.

    Three failures in a row, and for a while nobody waits for the queue at all.
    """

    def original_enqueue_call(self, *args: Any, **kwargs: Any) -> Job | None:
        def enqueue(connection: Redis) -> Job:
            quick = copy.copy(self)
            quick.connection = connection
            # One of the few that django-rq has without types.
            send: Callable[..., Job] = super(NudgingQueue, quick).original_enqueue_call
            return send(*args, **kwargs)

        try:
            return enqueue_quickly(enqueue)
        except QUEUE_AWAY as error:
            self._say(kwargs.get("func", args[0] if args else None), type(error).__name__)
            return None

    def _say(self, function: Callable[..., Any] | str | None, error: str) -> None:
        name = getattr(function, "__name__", str(function))
        logger.warning("queueing.queue_away", queue=self.name, job=name, error=error)


breaker = Breaker(
    message="The queue does not answer; jobs wait for the clock.", event="portals.queueing.broken"
)
_connections: dict[str, Redis] = {}
_connecting = threading.Lock()


def enqueue(path: str, **arguments: Any) -> None:
    """Queue the job at the dotted `path`, for modules that the job's own module imports."""
    import_string(path).delay(**arguments)


def enqueue_quickly[T](enqueue: Callable[[Redis], T]) -> T:
    """Return what `enqueue` makes of a quick connection. Raises one of `QUEUE_AWAY`; after three failures, at once."""
    if not breaker.lets_through():
        raise RedisConnectionError("The queue does not answer.")
    try:
        found = enqueue(quick_connection(settings.RQ_QUEUES["default"]["URL"]))
    except QUEUE_AWAY:
        breaker.failed()
        raise
    breaker.succeeded()
    return found


def quick_connection(url: str) -> Redis:
    """The connection of this process with the queue's server for whoever cannot wait: a second, and no second try."""
    with _connecting:
        if url not in _connections:
            _connections[url] = Redis.from_url(
                url,
                socket_timeout=LONGEST_WAIT_SECONDS,
                socket_connect_timeout=LONGEST_WAIT_SECONDS,
                retry=Retry(NoBackoff(), 0),
            )
        return _connections[url]
