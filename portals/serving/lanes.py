"""Waiting for one of few places, in order, on the event loop: not for long, and not behind too many."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

# All of a burst may come to one process.
MOST_WAITING = 512
# Less than the minute after which proxies give up.
LONGEST_WAIT_SECONDS = 45.0


class Lane:
    """So many places. Whoever comes when too many wait already is told so at once."""

    def __init__(
        self,
        places: int,
        *,
        most_waiting: int = MOST_WAITING,
        seconds: float = LONGEST_WAIT_SECONDS,
    ) -> None:
        self._places = asyncio.Semaphore(places)
        self._most_waiting = most_waiting
        self._seconds = seconds
        self.waiting = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[bool]:
        """Take a place for the block; False where there was none in time."""
        if not await self._taken():
            yield False
            return
        try:
            yield True
        finally:
            self._places.release()

    async def _taken(self) -> bool:
        if not self._places.locked():
            await self._places.acquire()
            return True
        if self.waiting >= self._most_waiting:
            return False
        self.waiting += 1
        try:
            async with asyncio.timeout(self._seconds):
                await self._places.acquire()
        except TimeoutError:
            return False
        finally:
            self.waiting -= 1
        return True
