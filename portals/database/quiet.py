"""Whether this database is a restored copy that must stay quiet: then nothing leaves, is fetched or is signed.

What says so is a comment on the database itself. It is there before the first row, every process that works on the
database reads it, only the owner writes it, and no dump carries it on (docs/backup.md).
"""

from __future__ import annotations

import json
import threading
import time
from typing import Any

from django.db import connection

MARK = "lien-cong: restored, quiet: "
# So long a process goes by what it read; a restore waits as long before it is done.
KEPT_SECONDS = 10.0
_READ = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"


class _Known:
    """What this process read last."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.until = -float("inf")
        self.state: dict[str, Any] | None = None


_known = _Known()


def is_quiet_copy() -> bool:
    """Whether nothing may leave. Asks the database at most every ten seconds, in a connection that stays as it was."""
    with _known.lock:
        if time.monotonic() >= _known.until:
            _known.state = quiet_state()
            _known.until = time.monotonic() + KEPT_SECONDS
        return _known.state is not None


def presume(*, quiet: bool, seconds: float) -> None:
    """Go by this for so long: for what has just written the mark, and for tests without a database."""
    with _known.lock:
        _known.state = {} if quiet else None
        _known.until = time.monotonic() + seconds


def quiet_state() -> dict[str, Any] | None:
    """What the mark says of the copy, now; None where there is no mark."""
    was_open = connection.connection is not None
    try:
        with connection.cursor() as cursor:
            cursor.execute(_READ)
            (comment,) = cursor.fetchone()
    finally:
        if not was_open and not connection.in_atomic_block:
            # Of a thread that asked others and had none: nobody would close it.
            connection.close()
    if not (comment or "").startswith(MARK):
        return None
    state: dict[str, Any] = json.loads(comment.removeprefix(MARK))
    return state


def mark_quiet(state: dict[str, Any]) -> None:
    """Write the mark, as the owner (`as_owner`)."""
    _comment(MARK + json.dumps(state, ensure_ascii=False, sort_keys=True))
    presume(quiet=True, seconds=KEPT_SECONDS)


def unmark_quiet() -> None:
    """Let the database be loud, as the owner. Other processes know within ten seconds."""
    _comment(None)
    presume(quiet=False, seconds=KEPT_SECONDS)


def _comment(text: str | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_database()), quote_nullable(%s)", [text])
        name, words = cursor.fetchone()
        cursor.execute(f"COMMENT ON DATABASE {name} IS {words}".replace("%", "%%"), [])
