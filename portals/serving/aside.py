"""Blocking work beside the event loop, in a thread of its own, of which one run at a time serves all who ask."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor


class Aside[T]:
    """Runs `work` for whoever asks; who asks while it runs waits for that run."""

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._running: asyncio.Future[T] | None = None

    async def run(self, work: Callable[[], T], *, patience: float | None) -> T | None:
        """Return what the work returned; None where it takes longer than `patience`, and goes on by itself."""
        if self._running is None or self._running.done():
            self._running = asyncio.get_running_loop().run_in_executor(self._thread, work)
            self._running.add_done_callback(_heard)
        running = self._running
        done, _pending = await asyncio.wait({running}, timeout=patience)
        return running.result() if done else None

    def close(self) -> None:
        self._thread.shutdown(wait=False)


def _heard[T](done: asyncio.Future[T]) -> None:
    """Take note of a failure also where all have stopped waiting, else the loop complains."""
    if not done.cancelled():
        done.exception()
