"""The limit of stored pages: no Django, one question to the cache server, and the answer it gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django

django.setup(set_prefix=False)

from portals.pagecache.valkey import Valkey  # noqa: E402 - settings first

# As many bytes as a stored home page, packed; asked for beside four others, as a page and its editions are.
BODY = b"x" * 4096
KEYS = [f"bench:limit:{number}" for number in range(5)]
valkey = Valkey(seconds=1)
valkey.run(lambda session: session.call(("SET", KEYS[0], BODY)))


def application(
    _environ: dict[str, Any], start_response: Callable[[str, list[tuple[str, str]]], object]
) -> list[bytes]:
    ((body, *_others),) = valkey.run(lambda session: session.call(("MGET", *KEYS)))
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
    return [body]
