"""What is read for the operator's monitoring at the moment when it asks, by the server that knows it."""

from __future__ import annotations

import logging
from collections.abc import Callable

import django_rq
from django import db
from django.conf import settings
from django.utils import timezone
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from redis.exceptions import RedisError
from rq import Worker

from portals import cache
from portals.database.gate import gate
from portals.jobs import queueing
from portals.serving.release import release

from . import health
from .alarms import disk_of_uploads
from .gauges import gauges
from .mending import mended as counted
from .ticking import ages

logger = logging.getLogger(__name__)

# None where the server that knows it is away.
type Reading = Callable[[], list[Metric] | None]


def of_the_database() -> list[Metric] | None:
    """What floors registered, and the signs of life."""
    try:
        found = [
            GaugeMetricFamily(gauge.name, gauge.meaning, value=gauge.read()) for gauge in gauges()
        ]
        ticks = GaugeMetricFamily(
            "portals_tick_age_seconds",
            "Since a job of the clock was last done on this queue.",
            labels=["queue"],
        )
        for queue, age in ages(now=timezone.now()).items():
            if age is not None:
                ticks.add_metric([queue], age.total_seconds())
    except db.Error:
        logger.warning(
            "The database could not be counted.", extra={"event": "portals.metrics.database_away"}
        )
        return None
    finally:
        db.connection.close()
    return [*found, ticks]


def of_the_queue() -> list[Metric] | None:
    """Jobs by queue and state, workers, memory, and what sweepers mended."""
    jobs = GaugeMetricFamily("portals_jobs", "Jobs by queue and state.", labels=["queue", "state"])
    workers = GaugeMetricFamily("portals_workers", "Workers of the queue.", labels=["queue"])
    mended = CounterMetricFamily(
        "portals_mended", "What sweepers found amiss and mended.", labels=["what"]
    )
    quick = queueing.quick_connection(settings.RQ_QUEUES["default"]["URL"])
    try:
        for name in settings.RQ_QUEUES:
            queue = django_rq.get_queue(name, connection=quick)
            jobs.add_metric([name, "waiting"], queue.count)
            jobs.add_metric([name, "running"], queue.started_job_registry.count)
            jobs.add_metric([name, "failed"], queue.failed_job_registry.count)
            workers.add_metric([name], Worker.count(queue=queue))
        for what, count in counted().items():
            mended.add_metric([what], count)
        memory = quick.info("memory")
    except (RedisError, OSError):
        logger.warning(
            "The queue could not be counted.", extra={"event": "portals.metrics.queue_away"}
        )
        return None
    used = GaugeMetricFamily(
        "portals_queue_memory_bytes",
        "Memory of the queue's server.",
        value=memory["used_memory"],
    )
    most = GaugeMetricFamily(
        "portals_queue_memory_limit_bytes",
        "Its limit; 0 is none.",
        value=memory["maxmemory"],
    )
    return [jobs, workers, mended, used, most]


def of_this_process() -> list[Metric] | None:
    """What this process knows without asking: the release, the servers as it sees them, the breakers, the disk."""
    build = InfoMetricFamily("portals_build", "What runs here.", value={"release": release()})
    breakers = GaugeMetricFamily(
        "portals_breaker_open", "Servers that nobody waits for (1).", labels=["server"]
    )
    breakers.add_metric(["database"], gate.is_shut)
    breakers.add_metric(["cache"], cache.breaker.is_broken)
    breakers.add_metric(["queue"], queueing.breaker.is_broken)
    found: list[Metric] = [build, breakers]
    watching = health.watching
    if watching is not None:
        _ready, told = watching.report()
        up = GaugeMetricFamily(
            "portals_server_up", "Whether the server answers (1).", labels=["server"]
        )
        for server, state in told["servers"].items():
            up.add_metric([server], state == health.UP)
        found.append(up)
        ahead = watching.clock_ahead()
        if ahead is not None:
            found.append(
                GaugeMetricFamily(
                    "portals_clock_ahead_seconds",
                    "How far the clock of this machine is ahead of PostgreSQL's.",
                    value=ahead,
                )
            )
    disk = disk_of_uploads()
    if disk is not None:
        for name, meaning, value in (
            ("size", "Size of the disk of uploads.", disk[0]),
            ("free", "Free on it.", disk[1]),
        ):
            found.append(GaugeMetricFamily(f"portals_disk_{name}_bytes", meaning, value=value))
    return found


READINGS: dict[str, Reading] = {
    "database": of_the_database,
    "queue": of_the_queue,
    "process": of_this_process,
}
