"""Has Django answer, in a bounded number of threads; what is more waits in a bounded line, on the event loop."""

from __future__ import annotations

import asyncio
import contextvars
import io
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPMethod
from io import BytesIO
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from django.conf import settings

from portals.visitors import network_of

from .answers import Answer, Environ, Headers, refusal
from .bodies import BODY, Body, Refused, WentAway, bounds_of
from .lanes import Lane
from .web_threads import become_web_thread

type Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

WITH_BODY = frozenset({HTTPMethod.POST, HTTPMethod.PUT, HTTPMethod.PATCH, HTTPMethod.DELETE})
KEPT_IN_MEMORY = 1024 * 1024
MOST_HASHING = 64
# Hardly anybody leaves before that.
PATIENT_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class _File:
    """What Django returns in place of an iterator where it answers with an open file."""

    file: Any
    block_size: int = 0


class _Told:
    """The `start_response` that Django tells its status and headers."""

    status: str
    headers: Headers

    def __call__(self, status: str, headers: Headers, _exc_info: Any = None) -> Callable[..., Any]:
        self.status, self.headers = status, headers
        return _write_nothing


class DjangoThreads:
    """Django's application as the event loop calls it."""

    def __init__(self, application: Application, *, threads: int | None = None) -> None:
        self._application = application
        self._threads = threads or settings.PORTALS_WEB_THREADS
        self._pool = ThreadPoolExecutor(
            self._threads, thread_name_prefix="django", initializer=become_web_thread
        )
        self._all = Lane(self._threads)
        # Hashing a password takes a core for 0.2 s; a flood of sign-ins must leave threads to everybody else.
        self._hashing = Lane(1, most_waiting=MOST_HASHING)

    async def __call__(self, environ: Environ) -> Answer:
        return await self.answer(environ, finish=_as_it_is)

    async def answer[T](self, environ: Environ, *, finish: Callable[[Answer], T]) -> T | Answer:
        """Return what `finish` makes of Django's answer, in the same thread; or the refusal of a layer before it."""
        hostname = environ.get("HTTP_HOST", "").partition(":")[0].lower()
        try:
            environ = environ | {"wsgi.input": await _body_of(environ, hostname)}
        except Refused as refused:
            return refusal(refused.status, ("Connection", "close"))
        if _hashes(environ, hostname):
            async with self._hashing.turn(network_of(environ)) as its_turn:
                return await self._in_line(environ, finish) if its_turn else _busy()
        return await self._in_line(environ, finish)

    async def _in_line[T](self, environ: Environ, finish: Callable[[Answer], T]) -> T | Answer:
        loop = asyncio.get_running_loop()
        came = loop.time()
        async with self._all.turn(network_of(environ)) as its_turn:
            if not its_turn:
                return _busy()
            body: Body | None = environ.get(BODY)
            # Nothing is made for those who gave up waiting: a flood of them would be all that is made.
            if body and loop.time() - came > PATIENT_SECONDS and await body.is_awaited_by_nobody():
                raise WentAway
            context = contextvars.copy_context()
            return await loop.run_in_executor(
                self._pool, context.run, lambda: finish(self._answered(environ))
            )

    def _answered(self, environ: Environ) -> Answer:
        told = _Told()
        chunks = self._application(environ | _SERVER, told)
        if isinstance(chunks, _File):
            return Answer(told.status, told.headers, _sendable(chunks.file))
        try:
            streams = getattr(chunks, "streaming", False)
            content = _written_out(chunks) if streams else b"".join(chunks)
        finally:
            if hasattr(chunks, "close"):
                chunks.close()
            environ["wsgi.input"].close()
        return Answer(told.status, told.headers, content)

    def close(self) -> None:
        self._pool.shutdown()


_SERVER = {
    "wsgi.version": (1, 0),
    "wsgi.errors": None,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
    "wsgi.file_wrapper": _File,
}


async def _body_of(environ: Environ, hostname: str) -> BinaryIO:
    body: Body | None = environ.get(BODY)
    if body is None:
        return cast(BinaryIO, environ.get("wsgi.input") or BytesIO())
    if environ["REQUEST_METHOD"] not in WITH_BODY or not _sends(environ):
        return BytesIO()
    return await body.taken(environ, bounds_of(environ, hostname))


def _sends(environ: Environ) -> bool:
    return "CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ


def _hashes(environ: Environ, hostname: str) -> bool:
    return (
        hostname == settings.PORTALS_ADMIN_HOST
        and environ["REQUEST_METHOD"] == HTTPMethod.POST
        and environ.get("PATH_INFO", "").startswith(settings.PORTALS_HASHING_PATHS)
    )


def _busy() -> Answer:
    return refusal("503 Service Unavailable", ("Retry-After", "2"))


def _as_it_is(answer: Answer) -> Answer:
    return answer


def _sendable(file: Any) -> Path | BinaryIO:
    """Return the path of an ordinary file that is sent from its beginning, else the file."""
    inner = getattr(file, "file", file)
    if isinstance(inner, io.BufferedReader) and isinstance(inner.name, str) and inner.tell() == 0:
        # Closing it ends the request for Django, which wants to know in the thread that answered.
        file.close()
        return Path(inner.name)
    return cast(BinaryIO, file)


def _written_out(chunks: Iterable[bytes]) -> BinaryIO:
    """Take a stream to its end: it may ask the database, and the visitor may read as slowly as they like."""
    file = SpooledTemporaryFile(KEPT_IN_MEMORY)  # noqa: SIM115 - closed by whoever sends it
    file.writelines(chunks)
    file.seek(0)
    return cast(BinaryIO, file)


def _write_nothing(_data: bytes) -> None:
    raise NotImplementedError("Django returns its answers and never writes them")
