"""The limit of stored pages: no Django, one question to the cache server, and the answer it gives."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import django

django.setup(set_prefix=False)

from portals.pagecache.cache_connection import CacheConnection, CacheSession  # noqa: E402 - settings first

# As many bytes as a stored home page, packed; asked for beside four others, as a page and its editions are.
BODY = b"x" * 4096
KEYS = [f"bench:limit:{number}" for number in range(5)]
HEADERS = [(b"content-type", b"text/html"), (b"content-length", str(len(BODY)).encode())]
line = CacheConnection(seconds=1)
stored = False


async def _ask(session: CacheSession) -> bytes:
    ((body, *_others),) = await session.call(("MGET", *KEYS))
    return bytes(body)


async def application(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    global stored
    if scope["type"] != "http":
        return
    if not stored:
        await line.run(lambda session: session.call(("SET", KEYS[0], BODY)))
        stored = True
    body = await line.run(_ask)
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": body})
