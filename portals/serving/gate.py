"""The ASGI application: hears what is asked, has it answered, and sends the answer as fast as it is read."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote_to_bytes

from .answers import Answer, Environ, Handler
from .bodies import BODY, Body, Receive, WentAway

type Scope = dict[str, Any]
type Send = Callable[[dict[str, Any]], Awaitable[None]]

PATH_SEND = "http.response.pathsend"
PIECE = 64 * 1024
FILE_THREADS = 4
# Whoever reads nothing for so long is not there any more.
LONGEST_PAUSE_SECONDS = 30.0
# Browsers send some twenty names, and we as many; what else comes is not remembered.
MOST_NAMES = 200


class WebGate:
    """Wraps what answers; `closing` is called when the process ends."""

    def __init__(self, handler: Handler, *, closing: Iterable[Callable[[], object]] = ()) -> None:
        self._handler = handler
        self._closing = tuple(closing)
        self._files = ThreadPoolExecutor(FILE_THREADS, thread_name_prefix="files")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._meet(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)

    async def _meet(self, scope: Scope, receive: Receive, send: Send) -> None:
        environ = environ_of(scope)
        environ[BODY] = Body(receive)
        try:
            answer = await self._handler(environ)
        except WentAway:
            return
        start = {
            "type": "http.response.start",
            "status": int(answer.status[:3]),
            "headers": [
                (_SAID.get(name) or _said_as(name), value.encode("latin-1"))
                for name, value in answer.headers
            ],
        }
        await send(start)
        await self._send_content(answer, scope, send)

    async def _send_content(self, answer: Answer, scope: Scope, send: Send) -> None:
        content = answer.content
        if isinstance(content, bytes):
            await send({"type": "http.response.body", "body": content, "more_body": False})
        elif scope["method"] == "HEAD":
            if not isinstance(content, Path):
                content.close()
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        elif isinstance(content, Path) and PATH_SEND in scope.get("extensions", ()):
            await send({"type": PATH_SEND, "path": str(content)})
        else:
            await self._send_pieces(content, send)

    async def _send_pieces(self, content: Path | BinaryIO, send: Send) -> None:
        """Read a piece in a thread, and hold none while it is sent."""
        loop = asyncio.get_running_loop()

        async def read(file: BinaryIO) -> bytes:
            return await loop.run_in_executor(self._files, file.read, PIECE)

        file: BinaryIO = (
            await loop.run_in_executor(self._files, open, content, "rb")
            if isinstance(content, Path)
            else content
        )
        try:
            while piece := await read(file):
                async with asyncio.timeout(LONGEST_PAUSE_SECONDS):
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            await loop.run_in_executor(self._files, file.close)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                for close in self._closing:
                    close()
                await send({"type": "lifespan.shutdown.complete"})
                return


def environ_of(scope: Scope) -> Environ:
    """Return the request in the words of WSGI."""
    server, client = scope.get("server") or ("", 80), scope.get("client") or ("", 0)
    raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(raw_path.partition(b"?")[0]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        "wsgi.url_scheme": scope["scheme"],
    }
    for name, value in scope["headers"]:
        if key := _NAMES.get(name) or _name_of(name):
            text = value.decode("latin-1")
            if key in environ:
                text = f"{environ[key]}{';' if key == 'HTTP_COOKIE' else ','}{text}"
            environ[key] = text
    return environ


_NAMES: dict[bytes, str] = {}
_SAID: dict[str, bytes] = {}


def _said_as(name: str) -> bytes:
    """Return the name of a header as ASGI has it."""
    said = name.lower().encode("latin-1")
    if len(_SAID) < MOST_NAMES:
        _SAID[name] = said
    return said


def _name_of(name: bytes) -> str:
    """Return the name of a header as WSGI has it; none where an underscore could pass for a hyphen."""
    if b"_" in name:
        return ""
    key = name.decode("latin-1").upper().replace("-", "_")
    if key not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
        key = f"HTTP_{key}"
    if len(_NAMES) < MOST_NAMES:
        _NAMES[name] = key
    return key
