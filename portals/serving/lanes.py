"""Waiting for one of few places, on the event loop: not for long, not behind too many, and each network in turn."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

# All of a burst may come to one process.
MOST_WAITING = 512
# Less than the minute after which proxies give up.
LONGEST_WAIT_SECONDS = 45.0


class Lane:
    """So many places. Whoever comes when too many wait already is told so at once.

    A place that falls free goes to the network that has waited longest for its turn: who sends many requests waits for
    its own, and a flood from one network lets everybody else past. A full line makes room for a network that has less
    of it, by sending away the last of the one that has most. An office has one address for all who work there, so one
    network may fill the line where nobody else wants it.
    """

    def __init__(
        self,
        places: int,
        *,
        most_waiting: int = MOST_WAITING,
        seconds: float = LONGEST_WAIT_SECONDS,
    ) -> None:
        self._free = places
        self._most_waiting = most_waiting
        self._seconds = seconds
        # By network, the one whose turn comes next first; none is empty.
        self._lines: dict[str, deque[asyncio.Future[bool]]] = {}
        self.waiting = 0

    @asynccontextmanager
    async def turn(self, network: str) -> AsyncIterator[bool]:
        """Take a place for the block; False where there was none in time."""
        if not await self._taken(network):
            yield False
            return
        try:
            yield True
        finally:
            self._give_on()

    async def _taken(self, network: str) -> bool:
        if self._free:
            self._free -= 1
            return True
        if self.waiting >= self._most_waiting and not self._has_made_room(network):
            return False
        place: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._lines.setdefault(network, deque()).append(place)
        self.waiting += 1
        try:
            async with asyncio.timeout(self._seconds):
                return await place
        except TimeoutError:
            self._leave(network, place)
            return False
        except asyncio.CancelledError:
            self._leave(network, place)
            raise
        finally:
            self.waiting -= 1

    def _has_made_room(self, network: str) -> bool:
        """Send away the last of the network with the longest line, where that is fairer than to send away this one."""
        longest = max(self._lines, key=lambda other: len(self._lines[other]), default=network)
        line = self._lines.get(longest, deque())
        if len(line) <= len(self._lines.get(network, ())) + 1:
            return False
        last = line.pop()
        if not last.done():
            last.set_result(False)
        return True

    def _leave(self, network: str, place: asyncio.Future[bool]) -> None:
        if place.done() and not place.cancelled():
            if place.result():
                # Handed over in the very moment in which it was given up.
                self._give_on()
            return
        # Whoever gave a place on in the meantime has taken it out of the line already.
        line = self._lines.get(network, deque())
        with suppress(ValueError):
            line.remove(place)
        if not line:
            self._lines.pop(network, None)

    def _give_on(self) -> None:
        while self._lines:
            network = next(iter(self._lines))
            line = self._lines.pop(network)
            place = line.popleft()
            if line:
                self._lines[network] = line
            # One that was given up is still here until its visitor's task has run.
            if not place.done():
                place.set_result(True)
                return
        self._free += 1
