"""The event loop's way to the cache server: one connection for all visitors of a process, whose questions share it.

A question is written at once, also while others wait for their replies, so there is no queue and no pool. What does
not answer in time is cut off for all.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, cast

import hiredis
from django.conf import settings
from redis.asyncio.connection import SSLConnection, parse_url

from .valkey import Command, Keys, Unreachable, namespace_of

# Who waits longer is better served by Django, which makes a page in a tenth of that but has a line before it.
READER_SECONDS = 0.25
LOOKS = 3


class CacheSession(asyncio.Protocol, Keys):
    """A connection and the namespace that holds on it. Unusable once it is `closed`."""

    def __init__(self, seconds: float) -> None:
        self._every = seconds / LOOKS
        self._reader = hiredis.Reader()
        self._waiting: deque[asyncio.Future[Any]] = deque()
        self._unsent: list[bytes] = []
        self._transport: asyncio.Transport | None = None
        self._answered = 0
        self._watching = False
        self.closed = False

    async def call(self, *commands: Command) -> list[Any]:
        """Send the commands in one round trip; return their replies."""
        if self.closed or self._transport is None:
            raise Unreachable("the connection is closed")
        loop = asyncio.get_running_loop()
        futures = [loop.create_future() for _command in commands]
        self._waiting.extend(futures)
        if not self._unsent:
            # Whoever asks in the same turn of the loop goes along: one call to the system for all of them.
            loop.call_soon(self._send)
        self._unsent.extend(hiredis.pack_command(command) for command in commands)  # type: ignore[arg-type]  # its types know only tuples of one part
        if not self._watching:
            self._watching = True
            loop.call_later(self._every, self._look, LOOKS, self._answered)
        # The replies come in order: when the last is there, all are.
        await futures[-1]
        replies = [future.result() for future in futures]
        for reply in replies:
            if isinstance(reply, hiredis.ReplyError):
                self.close(str(reply))
                raise Unreachable(str(reply))
        return replies

    def _send(self) -> None:
        packed, self._unsent = b"".join(self._unsent), []
        if self._transport is not None and not self.closed:
            self._transport.write(packed)

    def _look(self, left: int, answered: int) -> None:
        """Cut the connection when nothing was answered in several looks.

        Looks, and not a time: where this process itself was held up, the replies may be waiting to be read.
        """
        if self.closed or not self._waiting:
            self._watching = False
            return
        if answered == self._answered and left == 1:
            self.close("no reply in time")
            return
        left = left - 1 if answered == self._answered else LOOKS
        loop = asyncio.get_running_loop()
        loop.call_later(self._every, self._look, left, self._answered)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._reader.feed(data)
        while self._waiting and (reply := self._reader.gets()) is not False:
            self._answered += 1
            future = self._waiting.popleft()
            # Who asked may have gone away meanwhile.
            if not future.done():
                future.set_result(reply)

    def connection_lost(self, error: Exception | None) -> None:
        self.close(str(error or "the server closed the connection"))

    def close(self, reason: str = "") -> None:
        self.closed = True
        if self._transport is not None:
            self._transport.abort()
        # One for all who wait, so that it counts as one failure.
        lost = Unreachable(reason)
        while self._waiting:
            future = self._waiting.popleft()
            if not future.done():
                future.set_exception(lost)
                # Of several commands only the last one's future is awaited.
                future.exception()


class CacheConnection:
    """The session of this process with the server of CACHES, made anew when it was lost."""

    def __init__(self, *, seconds: float = READER_SECONDS) -> None:
        self._seconds = seconds
        self._session: CacheSession | None = None
        self._connecting: asyncio.Task[CacheSession] | None = None

    async def run[T](self, work: Callable[[CacheSession], Awaitable[T]]) -> T:
        """Return what `work` makes of the session. Raises `Unreachable`."""
        session = self._session
        if session is None or session.closed:
            session = await self._connected()
        return await work(session)

    async def _connected(self) -> CacheSession:
        if self._connecting is None:
            self._connecting = asyncio.create_task(self._connect())
            self._connecting.add_done_callback(self._forget)
        # One who gives up does not take the connection away from the others who wait for it.
        return await asyncio.shield(self._connecting)

    def _forget(self, task: asyncio.Task[CacheSession]) -> None:
        self._connecting = None
        if not task.cancelled() and task.exception() is None:
            self._session = task.result()

    async def _connect(self) -> CacheSession:
        of_django = settings.CACHES["default"]
        if not of_django["BACKEND"].endswith(".RedisCache"):
            raise Unreachable("CACHES names no Valkey")
        try:
            async with asyncio.timeout(max(self._seconds, 0.5)):
                session = await _open(of_django["LOCATION"], self._seconds)
                for command in _greeting(of_django["LOCATION"]):
                    await session.call(command)
                (info,) = await session.call(("INFO", "server"))
        except (OSError, TimeoutError) as error:
            raise Unreachable(str(error)) from error
        session.namespace = namespace_of(of_django.get("KEY_PREFIX", ""), info)
        return session

    def close(self) -> None:
        if self._session is not None:
            self._session.close("the process ends")


async def _open(url: str, seconds: float) -> CacheSession:
    told: dict[str, Any] = dict(parse_url(url))
    loop = asyncio.get_running_loop()
    if path := told.get("path"):
        return (await loop.create_unix_connection(lambda: CacheSession(seconds), path))[1]
    secure = None
    if told.pop("connection_class", None) is SSLConnection:
        secure = SSLConnection(**told).ssl_context.get()
    host, port = told.get("host", "localhost"), told.get("port", 6379)
    made = await loop.create_connection(lambda: CacheSession(seconds), host, port, ssl=secure)
    return made[1]


def _greeting(url: str) -> list[Command]:
    told: dict[str, Any] = dict(parse_url(url))
    commands: list[Command] = []
    if password := told.get("password"):
        name = (told["username"],) if told.get("username") else ()
        commands.append(("AUTH", *name, password))
    if number := told.get("db"):
        commands.append(("SELECT", number))
    return commands
