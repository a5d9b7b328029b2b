"""Numbers for the operator's monitoring, in the text form of Prometheus."""

from __future__ import annotations

import logging
import os
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import django_rq
from django import db
from django.conf import settings
from redis.exceptions import RedisError

from .gauges import gauges
from .mending import mended

logger = logging.getLogger(__name__)

type Labels = tuple[tuple[str, str], ...]


class Counts:
    """What this process did since it started. Every process counts for itself, and says which one it is."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, str]] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._pages: Counter[str] = Counter()

    def add(self, *, kind: str, status: str, seconds: float, page: str | None) -> None:
        """Count one answer. `page` is what the page cache said of it, if it was asked."""
        with self._lock:
            self._requests[kind, f"{status[:1]}xx"] += 1
            self._seconds[kind] += seconds
            if page is not None:
                self._pages[page] += 1

    def lines(self) -> Iterator[str]:
        process = ("process", str(os.getpid()))
        with self._lock:
            requests, seconds, pages = (
                dict(self._requests), dict(self._seconds), dict(self._pages),
            )  # fmt: skip
        yield from _head("portals_requests_total", "counter", "Answers by kind and status.")
        for (kind, status), count in sorted(requests.items()):
            labels = (process, ("kind", kind), ("status", status))
            yield _line("portals_requests_total", labels, count)
        yield from _head("portals_request_seconds_total", "counter", "Time spent answering.")
        for kind, spent in sorted(seconds.items()):
            yield _line("portals_request_seconds_total", (process, ("kind", kind)), spent)
        yield from _head("portals_pages_total", "counter", "Public pages by where they came from.")
        for origin, count in sorted(pages.items()):
            yield _line("portals_pages_total", (process, ("origin", origin)), count)


@dataclass(frozen=True, slots=True)
class Total:
    """A number of this process that only grows."""

    name: str
    meaning: str
    value: int

    def lines(self) -> Iterator[str]:
        yield from _head(self.name, "counter", self.meaning)
        yield _line(self.name, (("process", str(os.getpid())),), self.value)


def text(counts: Counts, totals: Iterable[Total]) -> str:
    """Return all numbers. What a server that is away would say is left out, and logged."""
    lines = [
        *counts.lines(),
        *(line for total in totals for line in total.lines()),
        *_queue_lines(),
        *_gauge_lines(),
    ]
    return "\n".join(lines) + "\n"


def _queue_lines() -> Iterator[str]:
    lines = []
    try:
        for name in settings.RQ_QUEUES:
            queue = django_rq.get_queue(name)
            states = {
                "waiting": queue.count,
                "running": queue.started_job_registry.count,
                "failed": queue.failed_job_registry.count,
            }
            lines += [
                _line("portals_jobs", (("queue", name), ("state", state)), count)
                for state, count in states.items()
            ]
        counted = mended()
    except (RedisError, OSError):
        logger.warning(
            "The queue could not be counted.", extra={"event": "portals.metrics.queue_away"}
        )
        return
    yield from _head("portals_jobs", "gauge", "Jobs by queue and state.")
    yield from lines
    yield from _head("portals_mended_total", "counter", "What sweepers found amiss and mended.")
    for what, count in sorted(counted.items()):
        yield _line("portals_mended_total", (("what", what),), count)


def _gauge_lines() -> Iterator[str]:
    try:
        for gauge in gauges():
            value = gauge.read()
            yield from _head(gauge.name, "gauge", gauge.meaning)
            yield _line(gauge.name, (), value)
    except db.Error:
        logger.warning(
            "The database could not be counted.", extra={"event": "portals.metrics.database_away"}
        )
    finally:
        db.close_old_connections()


def _head(name: str, kind: str, meaning: str) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} {kind}"


def _line(name: str, labels: Labels, value: float) -> str:
    inside = ",".join(f'{label}="{text}"' for label, text in labels)
    return f"{name}{{{inside}}} {value:g}" if inside else f"{name} {value:g}"
