"""What keeps a process from trusting the cache blindly: its eye on the outbox."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django import db
from django.utils import timezone

from .cache_invalidation import replay_outbox
from .valkey import Valkey

logger = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 1.0
# A database that does not answer holds up the one who asks it, not all who come meanwhile.
LONGEST_WAIT_SECONDS = 0.2


class OutboxWatch:
    """Looks into the outbox at least once a second while pages are shown from the cache.

    So a change whose process died after the commit is shown within that second, without any sweeper.
    """

    def __init__(
        self,
        *,
        every: float = LOOK_EVERY_SECONDS,
        replay: Callable[..., int] = replay_outbox,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._every = every
        self._replay = replay
        self._clock = clock
        self._lock = threading.Lock()
        self._looked_at = -float("inf")

    def is_due(self) -> bool:
        return self._clock() - self._looked_at >= self._every

    def look(self, valkey: Valkey) -> bool:
        """Apply what waits, if it is time to look; return whether editions changed. Raises `Unreachable`.

        A database that does not answer changes nothing either: pages are shown on.
        """
        if not self.is_due():
            return False
        if not self._lock.acquire(timeout=LONGEST_WAIT_SECONDS):
            return False
        try:
            if not self.is_due():
                return False
            return self._look_now(valkey)
        finally:
            self._lock.release()

    def _look_now(self, valkey: Valkey) -> bool:
        started = self._clock()
        try:
            changed = self._replay(now=timezone.now(), valkey=valkey) > 0
        except db.Error:
            logger.warning(
                "The outbox could not be read.",
                extra={"event": "portals.pagecache.outbox_unread"},
            )
            # The attempt may have taken longer than the interval; counted from its start, everybody would try.
            self._looked_at = self._clock()
            return False
        finally:
            db.close_old_connections()
        self._looked_at = started
        return changed

    def look_soon(self) -> None:
        """Look before the next page is shown: the cache was away, and may have missed something."""
        self._looked_at = -float("inf")
