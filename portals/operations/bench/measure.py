"""One line of a bench, and the two ways to take it: by the clock and by counting queries."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from portals.boards.models import User
from portals.framework_patches.commits import wrapped_commits
from portals.models import Portal

NANOSECONDS = 1e9


@dataclass(frozen=True, slots=True)
class BenchSize:
    """How much is planted. `portals` counts those below the province."""

    portals: int
    stories: int


@dataclass(frozen=True, kw_only=True)
class Cast:
    """What every measure works with. `portals` counts those below the province, `seconds` are for each page.

    `workers` has each web server. `folder` has the pid of each server that was started, `options` what measures asked
    to be told, and `tell` says something to whoever watches.
    """

    province: Portal
    head: User
    editor: User
    portals: int
    stories: int
    port: int | None
    seconds: float
    workers: int
    folder: Path
    options: Mapping[str, int | None]
    tell: Callable[[str], object]


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


def as_one_object(found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return what was found as one object: the only measure itself, else the sums of several, with those in `measures`.

    The ratio of several is that of the sums of those that have a limit; it says less than each of them.
    """
    if len(found) == 1:
        return found[0]
    beside = [one for one in found if one["baseline_seconds"]]
    limit = sum(one["baseline_seconds"] for one in beside) or None
    groups = dict.fromkeys(one["name"].partition(".")[0] for one in found)
    return {
        "name": " ".join(groups),
        "portals": max(one["portals"] for one in found),
        "stories": max(one["stories"] for one in found),
        "ours_seconds": sum(one["ours_seconds"] for one in found),
        "baseline_seconds": limit,
        "ratio": sum(one["ours_seconds"] for one in beside) / limit if limit else None,
        "queries": max(
            (one["queries"] for one in found if one["queries"] is not None), default=None
        ),
        "measures": list(found),
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
def counting_queries() -> Iterator[Count]:
    """Count the statements of the block on the default connection, and their time and that of its commits."""
    count = Count()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        count.queries += 1
        with _timed(count):
            return execute(sql, params, many, context)

    with (
        wrapped_commits(connection, lambda commit: _timing(count, commit)),
        connection.execute_wrapper(note),
    ):
        yield count


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


@dataclass(frozen=True, slots=True)
class Work:
    """What an act took of the database, commits included.

    `waited` is by the clock of whoever asked; `worked` is the time of a processor that PostgreSQL's process spent,
    which other work on the machine hardly changes. None where that process is on another machine.
    """

    waited: float
    worked: float | None


def database_work(action: Callable[[], object]) -> Work:
    before = _worked()
    with counting_queries() as count:
        action()
    after = _worked()
    return Work(count.seconds, None if before is None or after is None else after - before)


def median_work(works: Sequence[Work]) -> Work:
    worked = [one.worked for one in works if one.worked is not None]
    return Work(
        statistics.median(one.waited for one in works),
        statistics.median(worked) if worked else None,
    )


def _worked() -> float | None:
    """The seconds on a processor of the process that serves the connection, which Linux counts to the nanosecond."""
    connection.ensure_connection()
    if not str(connection.settings_dict["HOST"]).startswith("/"):
        return None
    told = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    try:
        return int(told.read_text().split()[0]) / NANOSECONDS
    except OSError:
        return None
