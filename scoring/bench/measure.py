"""One line of a bench, and the two ways to take it: by the clock and by counting queries."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import connection

from portals.boards.models import User
from portals.models import Portal


@dataclass(frozen=True, kw_only=True)
class Cast:
    """What every measure works with. `portals` counts those below the province, `seconds` are for each page."""

    province: Portal
    head: User
    editor: User
    portals: int
    stories: int
    port: int | None
    seconds: int


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Ours beside the limit: the least SQL, or the emptiest server, that does the same. None: there is none.

    `more` has what else was seen, e.g. the time of stock Wagtail and the sample it was taken from.
    """

    name: str
    ours_seconds: float
    baseline_seconds: float | None = None
    queries: int | None = None
    more: dict[str, Any] = field(default_factory=dict)

    def as_dict(self, cast: Cast) -> dict[str, Any]:
        found = asdict(self)
        more = found.pop("more")
        ratio = self.ours_seconds / self.baseline_seconds if self.baseline_seconds else None
        return {
            "name": self.name,
            "portals": cast.portals,
            "stories": cast.stories,
            **found,
            "ratio": ratio,
            **more,
        }


def seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def median_seconds(action: Callable[[], object], *, times: int) -> float:
    """The median of `times` runs, after one that warms up."""
    action()
    return statistics.median(seconds(action) for _ in range(times))


@dataclass
class Count:
    """Statements, and the seconds that the caller waited for them and for commits."""

    queries: int = 0
    seconds: float = 0.0


@contextmanager
def counted() -> Iterator[Count]:
    """Count the statements of the block on the default connection, and their time and that of its commits."""
    count = Count()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        count.queries += 1
        with _timed(count):
            return execute(sql, params, many, context)

    with (
        _instead(connection, "_commit", lambda commit: _timing(count, commit)),
        connection.execute_wrapper(note),
    ):
        yield count


@contextmanager
def _instead(owner: Any, name: str, wrap: Callable[[Any], Any]) -> Iterator[None]:
    """Wrap a method of one object; there is no hook for commits as there is for statements."""
    setattr(owner, name, wrap(getattr(owner, name)))
    try:
        yield
    finally:
        delattr(owner, name)


def _timing(count: Count, action: Callable[[], object]) -> Callable[[], None]:
    def timed() -> None:
        with _timed(count):
            action()

    return timed


@contextmanager
def _timed(count: Count) -> Iterator[None]:
    started = time.perf_counter()
    try:
        yield
    finally:
        count.seconds += time.perf_counter() - started


def database_seconds(action: Callable[[], object]) -> float:
    """The seconds that `action` waits for the database, commits included."""
    with counted() as count:
        action()
    return count.seconds
