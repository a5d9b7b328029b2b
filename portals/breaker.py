"""Sparing whoever comes the wait for a server that does not answer."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

logger = logging.getLogger(__name__)

FAILURES_TO_BREAK = 3
SHORTEST_BREAK, LONGEST_BREAK = 1.0, 8.0


class Breaker:
    """Spares requests the wait for a server that does not answer: after three failures a pause, then one tries."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        *,
        message: str = "The page cache does not answer; pages come from Django.",
        event: str = "portals.pagecache.broken",
    ) -> None:
        self._clock = clock
        self._told = message, event
        self._failures = 0
        self._pause = SHORTEST_BREAK
        self._closed_until = 0.0

    def lets_through(self) -> bool:
        if self._failures < FAILURES_TO_BREAK:
            return True
        now = self._clock()
        if now < self._closed_until:
            return False
        # One request tries; the others wait for what it finds.
        self._closed_until = now + self._pause
        return True

    @property
    def is_failing(self) -> bool:
        """Whether the last try failed."""
        return self._failures > 0

    @property
    def is_broken(self) -> bool:
        """Whether others than the one that tries are kept from asking."""
        return self._failures >= FAILURES_TO_BREAK

    def failed(self) -> None:
        self._failures += 1
        if self._failures < FAILURES_TO_BREAK:
            return
        if self._failures == FAILURES_TO_BREAK:
            message, event = self._told
            logger.warning(message, extra={"event": event})
        self._closed_until = self._clock() + self._pause
        self._pause = min(self._pause * 2, LONGEST_BREAK)

    def succeeded(self) -> None:
        if self._failures:
            self._failures, self._pause = 0, SHORTEST_BREAK
