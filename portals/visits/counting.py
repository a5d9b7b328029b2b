"""Takes the word of a page that it is seen, before Django: one command to the Valkey of the queue, which never evicts.

What cannot be counted is lost, and its number shown to the operator: no reader waits for a count.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http.request import validate_host
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from portals.clock import local_date
from portals.pagecache.watch import Breaker

from . import VISITS

KEY = "portals:visits"
LONGEST_WAIT_SECONDS = 0.05
PAGE_ID = re.compile(r"[1-9][0-9]{0,8}")
# Those that say of themselves that they are no reader; some run scripts.
MACHINES = re.compile(r"bot|crawl|spider|slurp|preview|monitor|headless", re.IGNORECASE)

type Environ = dict[str, Any]


class VisitCounter:
    """Counts pages that are seen. One for each process."""

    def __init__(self, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._breaker = Breaker(
            message="The queue's server does not answer; views are not counted.",
            event="portals.visits.uncounted",
        )
        self._valkey: Redis | None = None
        self.lost = 0

    def take(self, environ: Environ) -> str:
        """Count what a browser posted, and return the status of the answer, which tells nobody whether it counted."""
        if environ.get("REQUEST_METHOD") != "POST":
            return "405 Method Not Allowed"
        page_id = environ.get("PATH_INFO", "").removeprefix(VISITS)
        hostname = str(environ.get("HTTP_HOST", "")).partition(":")[0].lower()
        if not PAGE_ID.fullmatch(page_id) or not validate_host(hostname, settings.ALLOWED_HOSTS):
            return "404 Not Found"
        if hostname != settings.PORTALS_ADMIN_HOST and is_of_a_reader(environ):
            self._count(f"{local_date(self._clock())}|{hostname}|{page_id}")
        return "204 No Content"

    def _count(self, field: str) -> None:
        if not self._breaker.lets_through():
            self._lose()
            return
        try:
            self._connected().hincrby(KEY, field, 1)
            self._breaker.succeeded()
        except (RedisError, OSError):
            self._breaker.failed()
            self._lose()

    def _lose(self) -> None:
        with self._lock:
            self.lost += 1

    def _connected(self) -> Redis:
        # Not in the beginning: each process of a server that forks needs connections of its own.
        if self._valkey is None:
            self._valkey = Redis.from_url(
                settings.RQ_QUEUES["default"]["URL"],
                socket_timeout=LONGEST_WAIT_SECONDS,
                socket_connect_timeout=LONGEST_WAIT_SECONDS,
                retry=Retry(NoBackoff(), 0),
            )
        return self._valkey


def is_of_a_reader(environ: Environ) -> bool:
    """Whether a browser sent it from a page of this very portal.

    A forger can write both headers, so that no score may ever count views.
    """
    if environ.get("HTTP_SEC_FETCH_SITE", "same-origin") != "same-origin":
        return False
    agent = environ.get("HTTP_USER_AGENT", "")
    return bool(agent) and not MACHINES.search(agent)
