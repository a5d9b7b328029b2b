"""Numbers for the operator's monitoring, in the text form of Prometheus: of all processes of this node together.

Each web process counts into files that the node's processes share (`METRICS_FOLDER`); whichever is asked adds them up.
What is asked of servers is asked aside and for a bounded time: an answer comes whatever is down.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from .readings import READINGS, Reading

# All that is asked of servers together; Prometheus itself gives up after ten seconds.
LONGEST_SECONDS = 1.5
# From a stored page to what no visitor waits for.
BUCKETS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
FOLDER = "PROMETHEUS_MULTIPROC_DIR"


class RequestCounts:
    """What was answered: by this process, or by all of the node where they share a folder."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        self._children: dict[Any, Any] = {}
        self._requests = Counter(
            "portals_requests", "Answers by kind and status.", ["kind", "status"], registry=registry
        )
        self._seconds = Histogram(
            "portals_request_seconds",
            "Time until the answer.",
            ["kind"],
            buckets=BUCKETS,
            registry=registry,
        )
        self._pages = Counter(
            "portals_pages", "Public pages by where they came from.", ["origin"], registry=registry
        )

    def add(self, *, kind: str, status: str, seconds: float, page: str | None) -> None:
        """Count one answer. `page` is what the page cache said of it, if it was asked."""
        self._child(self._requests, kind, f"{status[:1]}xx").inc()
        self._child(self._seconds, kind).observe(seconds)
        if page is not None:
            self._child(self._pages, page).inc()

    def _child[C: (Counter, Histogram)](self, metric: C, *labels: str) -> C:
        """The count for these labels; looking it up in the library takes as long as counting."""
        key = (metric, labels)
        found = self._children.get(key)
        if found is None:
            found = self._children[key] = metric.labels(*labels)
        return found

    def text(self) -> str:
        registry = self._registry
        folder = os.environ.get(FOLDER)
        if folder:
            _forget_dead(Path(folder))
            registry = CollectorRegistry()
            MultiProcessCollector(registry, path=folder)
        return generate_latest(registry).decode()


def _forget_dead(folder: Path) -> None:
    """Leave out what a process that ended said of its moment; what it counted stays counted."""
    for file in folder.glob("gauge_live*_*.db"):
        pid = int(file.stem.rpartition("_")[2])
        if not psutil.pid_exists(pid):
            mark_process_dead(pid, str(folder))


@dataclass(frozen=True, slots=True)
class ProcessTotal:
    """A number of this process that only grows."""

    name: str
    meaning: str
    value: int

    def metric(self) -> Metric:
        found = CounterMetricFamily(self.name, self.meaning, labels=["process"])
        found.add_metric([str(os.getpid())], self.value)
        return found


def text(counts: RequestCounts, totals: Iterable[ProcessTotal]) -> str:
    """Return all numbers. What a server that is away would say is left out, and its absence said."""
    registry = CollectorRegistry()
    registry.register(_Found([*(total.metric() for total in totals), *_read_all()]))
    return counts.text() + generate_latest(registry).decode()


class _Found:
    """Metrics that are found already, as prometheus_client wants to collect them."""

    def __init__(self, metrics: list[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> list[Metric]:
        return self._metrics

    def describe(self) -> list[Metric]:
        return []


class _Aside:
    """Reads one part in a thread; while it has no end, nobody begins it again."""

    def __init__(self, read: Reading) -> None:
        self._read = read
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self.found: list[Metric] | None = None

    def begin(self) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self.found = None
                self._thread = threading.Thread(target=self._do, daemon=True)
                self._thread.start()

    def wait(self, seconds: float) -> list[Metric] | None:
        """What was read, or None where it is not there in time or failed."""
        thread = self._thread
        if thread is not None:
            thread.join(max(seconds, 0.0))
        return None if thread is None or thread.is_alive() else self.found

    def _do(self) -> None:
        self.found = self._read()


_parts: dict[str, _Aside] = {name: _Aside(read) for name, read in READINGS.items()}


def _read_all() -> Iterator[Metric]:
    give_up_at = time.monotonic() + LONGEST_SECONDS
    for part in _parts.values():
        part.begin()
    unread = GaugeMetricFamily(
        "portals_unread", "Parts that could not be read in time (1).", labels=["part"]
    )
    for name, part in _parts.items():
        found = part.wait(give_up_at - time.monotonic())
        unread.add_metric([name], 0 if found is not None else 1)
        yield from found or []
    yield unread
