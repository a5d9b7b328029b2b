"""Commits, which have no hook as statements have one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_COMMIT = "_commit"


@contextmanager
def wrapped_commits(
    connection: Any, wrap: Callable[[Callable[[], object]], Callable[[], None]]
) -> Iterator[None]:
    """Have each commit of the connection in the block done by what `wrap` makes of it.

    For measuring only. A `connection.execute_wrapper` that also sees commits would replace this.
    """
    setattr(connection, _COMMIT, wrap(getattr(connection, _COMMIT)))
    try:
        yield
    finally:
        delattr(connection, _COMMIT)
