"""Jobs that failed: what they were, since when, why, and having them done again.

Every job asks the database what is due and is safe to run twice, so that one done again does no harm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import django_rq
import structlog
from django.conf import settings
from rq.exceptions import InvalidJobOperation, NoSuchJobError
from rq.job import Job

from .renamed import present_path

logger = structlog.get_logger(__name__)

# The last line of a traceback says what happened; the rest is in the log.
REASON_LENGTH = 200


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that ended with an error and was not done since; `kind` is the function that it calls, by its path."""

    id: str
    queue: str
    kind: str
    since: datetime
    reason: str


def failed_jobs(queues: Iterable[str] = ()) -> Iterator[FailedJob]:
    """Return what failed within the week on `queues`, or on all, the newest first on each.

    Raises what redis raises where the queue's server is away.
    """
    for name in queues or settings.RQ_QUEUES:
        found = django_rq.get_queue(name)
        ids = found.failed_job_registry.get_job_ids()
        jobs = Job.fetch_many(ids, connection=found.connection, serializer=found.serializer)
        # One that ended its week meanwhile is not there any more.
        told = [_told(job, name) for job in jobs if job is not None]
        yield from sorted(told, key=lambda one: one.since, reverse=True)


def queue_again(*, jobs: Iterable[FailedJob], now: datetime) -> list[FailedJob]:
    """Have `jobs` done once more, each on its queue; return those that were still there to be queued."""
    again = []
    for job in jobs:
        try:
            django_rq.get_queue(job.queue).failed_job_registry.requeue(job.id)
        except (InvalidJobOperation, NoSuchJobError):
            # Somebody else had it done again, or its week is over.
            continue
        logger.info(
            "jobs.queued_again",
            job=job.id,
            kind=job.kind,
            queue=job.queue,
            failed_for=int((now - job.since).total_seconds()),
        )
        again.append(job)
    return again


def _told(job: Job, queue: str) -> FailedJob:
    result = job.latest_result()
    lines = ((result.exc_string if result else "") or "").strip().splitlines()
    ended = job.ended_at or job.enqueued_at or job.created_at
    return FailedJob(
        id=job.id,
        queue=queue,
        kind=present_path(job.func_name or ""),
        since=ended if ended.tzinfo else ended.replace(tzinfo=UTC),
        reason=lines[-1][:REASON_LENGTH] if lines else "",
    )
