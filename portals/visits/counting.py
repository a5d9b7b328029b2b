"""Takes the word of a page that it is seen, before Django: one command to the Valkey of the queue, which never evicts.

What cannot be counted is lost, and its number shown to the operator: no reader waits for a count.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from django import db
from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from portals.breaker import Breaker
from portals.clock import local_date
from portals.pagecache.hosts import KnownHosts
from portals.serving.answers import Environ

from . import VISITS

logger = logging.getLogger(__name__)

KEY = "portals:visits"
LONGEST_WAIT_SECONDS = 0.05
# Pages of all portals that are seen within a minute, far above what 8 million views a month make. The queue's server
# never evicts: whoever makes numbers up would fill it between two batches.
MOST_FIELDS = 50_000
FULL_SECONDS = 5.0
PAGE_ID = re.compile(r"[1-9][0-9]{0,8}")
# Those that say of themselves that they are no reader; some run scripts.
MACHINES = re.compile(r"bot|crawl|spider|slurp|preview|monitor|headless", re.IGNORECASE)


class VisitCounter:
    """Counts pages that are seen. One for each process."""

    def __init__(
        self,
        *,
        hosts: KnownHosts | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._clock = clock
        self._hosts = hosts or KnownHosts()
        self._lock = threading.Lock()
        self._breaker = Breaker(
            message="The queue's server does not answer; views are not counted.",
            event="portals.visits.uncounted",
        )
        self._valkey: Redis | None = None
        self._full_until = -float("inf")
        self.lost = 0

    def take(self, environ: Environ) -> str:
        """Count what a browser posted, and return the status of the answer, which tells nobody whether it counted."""
        if environ.get("REQUEST_METHOD") != "POST":
            return "405 Method Not Allowed"
        page_id = environ.get("PATH_INFO", "").removeprefix(VISITS)
        hostname = str(environ.get("HTTP_HOST", "")).partition(":")[0].lower()
        if not PAGE_ID.fullmatch(page_id):
            return "404 Not Found"
        try:
            if self._hosts.portal_of(hostname) is None:
                return "404 Not Found"
        except db.Error:
            self._lose()
            return "204 No Content"
        if is_of_a_reader(environ):
            self._count(f"{local_date(self._clock())}|{hostname}|{page_id}")
        return "204 No Content"

    def _count(self, field: str) -> None:
        if time.monotonic() < self._full_until or not self._breaker.lets_through():
            self._lose()
            return
        try:
            with self._connected().pipeline(transaction=False) as pipe:
                pipe.hincrby(KEY, field, 1)
                pipe.hlen(KEY)
                _views, fields = pipe.execute()
            self._breaker.succeeded()
        except (RedisError, OSError):
            self._breaker.failed()
            self._lose()
            return
        if fields > MOST_FIELDS:
            self._stand_back()

    def _stand_back(self) -> None:
        self._full_until = time.monotonic() + FULL_SECONDS
        logger.warning(
            "More pages are said to be seen than there can be; views are not counted.",
            extra={"event": "portals.visits.full"},
        )

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
