"""Takes the word of a page that it is seen, before Django: one command to the Valkey of the queue, which never evicts.

What cannot be counted is lost, and its number shown to the operator: no reader waits for a count.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import parse_qs

from django import db
from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from portals.breaker import Breaker
from portals.clock import LOCAL_ZONE
from portals.pagecache.hosts import KnownHosts
from portals.serving.answers import Environ
from portals.visitors import network_of, site_of

from . import VISITS
from .agents import device_class, is_machine
from .salts import DaySalt, cell_of, reader_digest
from .seen import LEFT_OUT, Referrer, Seen, SeenThing, WhyUncounted, thing_named

logger = logging.getLogger(__name__)

KEY = "portals:seen"
# Earlier releases count here, by host name; while nodes of both run, both are written down (`batches`).
FORMER_KEY = "portals:visits"
BOUNDS = f"{KEY}:bounds:"
READERS = f"{KEY}:readers:"
# Whose estimate of the day has changed since it was written down.
CHANGED = f"{KEY}:changed:"
LONGEST_WAIT_SECONDS = 0.05
# Different things that are seen within a minute, far above what 8 million views a month make. The queue's server never
# evicts: whoever makes numbers up would fill it between two batches.
MOST_FIELDS = 50_000
# Within an hour. Mobile providers have thousands of people behind one address, and a school stands behind one too; of
# one page twice as much is taken as all portals together have in an hour that is not exceptional.
MOST_OF_A_NETWORK = 3_000
MOST_OF_A_PAGE = 20_000
BOUNDS_KEPT_SECONDS = 2 * 3_600
# An estimate is written down within a minute; a worker may stand still over a weekend.
READERS_KEPT_SECONDS = 4 * 86_400
# No-script browsers ask for a picture of one dot instead.
PICTURE = ".gif"

# One round trip, and nothing between its steps. Returns 0 where there is no room for another field.
_COUNT = """
local field, machine = ARGV[1], ARGV[4]
if machine == '' then
  local of_network = redis.call('HINCRBY', KEYS[2], ARGV[2], 1)
  local of_page = redis.call('HINCRBY', KEYS[2], ARGV[3], 1)
  if of_network == 1 or of_page == 1 then redis.call('EXPIRE', KEYS[2], ARGV[9]) end
  if of_network > tonumber(ARGV[7]) then field = ARGV[5]
  elseif of_page > tonumber(ARGV[8]) then field = ARGV[6] end
else
  field = machine
end
if redis.call('HEXISTS', KEYS[1], field) == 0 and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[10]) then
  return 0
end
redis.call('HINCRBY', KEYS[1], field, 1)
if field == ARGV[1] then
  redis.call('PFADD', KEYS[3], ARGV[11])
  redis.call('EXPIRE', KEYS[3], ARGV[12])
  redis.call('SADD', KEYS[4], ARGV[13])
  redis.call('EXPIRE', KEYS[4], ARGV[12])
end
return 1
"""


class VisitCounter:
    """Counts what is seen. One for each process."""

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
        self._salt = DaySalt()
        self._is_full = False
        self.lost = 0

    def take(self, environ: Environ) -> str:
        """Count what a browser told, and return the status of the answer, which tells nobody whether it counted."""
        token = environ.get("PATH_INFO", "").removeprefix(VISITS)
        method = "GET" if token.endswith(PICTURE) else "POST"
        if environ.get("REQUEST_METHOD") != method:
            return "405 Method Not Allowed"
        thing = thing_named(token.removesuffix(PICTURE) if method == "GET" else token)
        if thing is None:
            return "404 Not Found"
        done = "200 OK" if method == "GET" else "204 No Content"
        try:
            portal = self._portal_of(environ)
        except db.Error:
            self.lose()
            return done
        if portal is None:
            return "404 Not Found"
        if is_from_own_page(environ):
            self._count(environ, portal, thing, _referrer(environ))
        return done

    def take_file(self, environ: Environ, kind: str, key: str) -> None:
        """Count a file that was just given to whoever asked, wherever its link stood."""
        try:
            portal = self._portal_of(environ)
        except db.Error:
            self.lose()
            return
        thing = thing_named(f"{kind}-{key}")
        if portal is not None and thing is not None:
            self._count(environ, portal, thing, Referrer.UNKNOWN)

    def _portal_of(self, environ: Environ) -> int | None:
        return self._hosts.portal_of(str(environ.get("HTTP_HOST", "")).partition(":")[0].lower())

    def _count(self, environ: Environ, portal: int, thing: SeenThing, referrer: Referrer) -> None:
        if not self._breaker.lets_through():
            self.lose()
            return
        now = self._clock().astimezone(LOCAL_ZONE)
        agent = environ.get("HTTP_USER_AGENT", "")
        seen = Seen(now.date(), now.hour, portal, thing, referrer, device_class(agent))
        try:
            has_room = self._written(seen, environ, agent)
            self._breaker.succeeded()
        except (RedisError, OSError):
            self._breaker.failed()
            self.lose()
            return
        if not has_room:
            self.lose()
        if has_room == self._is_full:
            self._tell_full(is_full=not has_room)

    def _written(self, seen: Seen, environ: Environ, agent: str) -> bool:
        valkey = self._connected()
        salt = self._salt.of(seen.day, valkey)
        page = (str(seen.portal), seen.thing.kind, seen.thing.key)
        done = valkey.eval(
            _COUNT,
            4,
            KEY,
            f"{BOUNDS}{seen.day}T{seen.hour}",
            f"{READERS}{seen.day}:{seen.portal}",
            f"{CHANGED}{seen.day}",
            seen.field,
            f"n{cell_of(salt, site_of(environ))}",
            f"p{cell_of(salt, *page)}",
            _left_out(seen, WhyUncounted.MACHINE) if is_machine(agent) else "",
            _left_out(seen, WhyUncounted.NETWORK),
            _left_out(seen, WhyUncounted.PAGE),
            MOST_OF_A_NETWORK,
            MOST_OF_A_PAGE,
            BOUNDS_KEPT_SECONDS,
            MOST_FIELDS,
            reader_digest(salt, network_of(environ), agent),
            READERS_KEPT_SECONDS,
            seen.portal,
        )
        return bool(done)

    def _tell_full(self, *, is_full: bool) -> None:
        self._is_full = is_full
        if is_full:
            logger.warning(
                "More is said to be seen than there can be; what is new is not counted.",
                extra={"event": "portals.visits.full"},
            )

    def lose(self) -> None:
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


def _left_out(seen: Seen, reason: WhyUncounted) -> str:
    return Seen(
        seen.day, seen.hour, seen.portal, SeenThing(LEFT_OUT, reason), Referrer.UNKNOWN, seen.device
    ).field


def _referrer(environ: Environ) -> Referrer:
    (told,) = parse_qs(environ.get("QUERY_STRING", "")).get("tu", [""])[:1]
    return Referrer(told) if told in set(Referrer) else Referrer.UNKNOWN


def is_from_own_page(environ: Environ) -> bool:
    """Whether a browser says that a page of this very portal sent it. A forger can write that: see the bounds."""
    return environ.get("HTTP_SEC_FETCH_SITE", "same-origin") == "same-origin"
