"""What a visitor sends after the headers, taken in on the event loop: bounded, and within a time.

Only what is there in full is handed to a thread, so whoever announces much and sends nothing holds up nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from django.conf import settings

from portals.numbers import id_in

from .answers import Environ

# In the environ, until it was received.
BODY = "portals.body"
KEPT_IN_MEMORY = 256 * 1024
# The largest upload is 50 MB, or a recording where the install takes larger ones; a form has other fields beside it.
LARGEST_UPLOAD = (10 + max(50, settings.PORTALS_LARGEST_RECORDING)) * 1024 * 1024
LARGEST_OF_STRANGERS = 64 * 1024
# Photos that a person adds on the page of their request; the form itself takes none.
LARGEST_OF_LETTERS = 26 * 1024 * 1024
# Uploads that are taken in at once; each may fill the disk by the largest size.
MOST_UPLOADS = 32
# Whether somebody is still there is heard at once or not at all.
GLANCE_SECONDS = 0.002
MOST_DROPPED = 2

type Receive = Callable[[], Awaitable[dict[str, Any]]]


class Refused(Exception):
    """The body will not be taken; `status` says why."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class WentAway(Exception):
    """The visitor closed the connection: nobody waits for an answer."""


@dataclass(frozen=True, slots=True)
class BodyBounds:
    """How much is taken, within how many seconds in all, and how long each next part may take to come."""

    most: int
    seconds: float
    pause: float
    bytes_a_second: int = 0
    # Of those that are not kept in memory, while so many are taken in no other of the kind is.
    at_once: int = MOST_UPLOADS


STRANGERS = BodyBounds(most=LARGEST_OF_STRANGERS, seconds=5, pause=5)
# A phone on a bad network sends 20 KB a second; few may send at once, and a trickle would keep the others out.
UPLOADS = BodyBounds(most=LARGEST_UPLOAD, seconds=3000, pause=15, bytes_a_second=20_000)
# They leave most places to the desk, where it shares a process with the portals.
LETTERS = BodyBounds(
    most=LARGEST_OF_LETTERS, seconds=1300, pause=15, bytes_a_second=20_000, at_once=8
)


def bounds_of(environ: Environ, hostname: str) -> BodyBounds:
    """Return what may be sent: files by whoever claims to be signed in, or has a secret link; forms by all."""
    at_desk = hostname == settings.PORTALS_ADMIN_HOST
    claims = f"{settings.SESSION_COOKIE_NAME}=" in environ.get("HTTP_COOKIE", "")
    if at_desk:
        return UPLOADS if claims else STRANGERS
    is_letter = environ.get("PATH_INFO", "").startswith(settings.PORTALS_LETTER_PATHS)
    return LETTERS if is_letter else STRANGERS


class Body:
    """The body of one request, which nobody has asked for yet."""

    uploads = 0

    def __init__(self, receive: Receive) -> None:
        self._receive = receive

    async def taken(self, environ: Environ, bounds: BodyBounds) -> BinaryIO:
        """Return the whole body. Raises `Refused` where it is too large or too slow, `WentAway`."""
        announced = environ.get("CONTENT_LENGTH", "")
        length = id_in(announced) if announced else 0
        if length is None:
            raise Refused("400 Bad Request")
        if length > bounds.most:
            raise Refused("413 Content Too Large")
        if (length if announced else bounds.most) <= KEPT_IN_MEMORY:
            return BytesIO(await self._small(bounds))
        if Body.uploads >= min(MOST_UPLOADS, bounds.at_once):
            raise Refused("503 Service Unavailable")
        Body.uploads += 1
        try:
            return await self._large(bounds)
        finally:
            Body.uploads -= 1

    async def is_awaited_by_nobody(self) -> bool:
        """Return whether the visitor closed the connection. What is left of the body is dropped."""
        for _message in range(MOST_DROPPED):
            heard = asyncio.ensure_future(self._receive())
            done, _pending = await asyncio.wait({heard}, timeout=GLANCE_SECONDS)
            if not done:
                heard.cancel()
                return False
            if heard.result()["type"] == "http.disconnect":
                return True
        return False

    async def _small(self, bounds: BodyBounds) -> bytes:
        parts, size, more = [], 0, True
        deadline = asyncio.get_running_loop().time() + bounds.seconds
        while more:
            part, more = await self._next(deadline, bounds)
            parts.append(part)
            size += len(part)
            if size > bounds.most:
                raise Refused("413 Content Too Large")
        return b"".join(parts)

    async def _large(self, bounds: BodyBounds) -> BinaryIO:
        file = SpooledTemporaryFile(KEPT_IN_MEMORY)  # noqa: SIM115 - closed by whoever reads it
        size, more = 0, True
        began = asyncio.get_running_loop().time()
        deadline = began + bounds.seconds
        try:
            while more:
                part, more = await self._next(deadline, bounds)
                size += len(part)
                lasted = asyncio.get_running_loop().time() - began
                if lasted > bounds.pause and size < bounds.bytes_a_second * lasted:
                    raise Refused("408 Request Timeout")
                if size > bounds.most:
                    raise Refused("413 Content Too Large")
                # The disk may be slow, and all others wait on this loop.
                await asyncio.to_thread(file.write, part)
            await asyncio.to_thread(file.seek, 0)
        except BaseException:
            file.close()
            raise
        return cast(BinaryIO, file)

    async def _next(self, deadline: float, bounds: BodyBounds) -> tuple[bytes, bool]:
        now = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout_at(min(deadline, now + bounds.pause)):
                message = await self._receive()
        except TimeoutError:
            raise Refused("408 Request Timeout") from None
        if message["type"] == "http.disconnect":
            raise WentAway
        return message.get("body", b""), message.get("more_body", False)
