"""The worker for short jobs: one process, no fork for each job."""

from __future__ import annotations

import time
from typing import Any

import structlog
from django.db import close_old_connections
from redis.exceptions import OutOfMemoryError
from rq import Queue, SimpleWorker
from rq.executions import Execution
from rq.job import Job

from portals.database.owner import refuse_owner_here

from .renamed import present_path

PAUSE_SECONDS = 5.0

logger = structlog.get_logger(__name__)


class SteadyWorker(SimpleWorker):
    """Runs jobs in its own process and gives the database connection back after each.

    Kept over a restart of PostgreSQL, the dead connection would fail every job from then on. A queue whose memory is
    full is waited for, as RQ itself waits for one that is away.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        refuse_owner_here()
        super().__init__(*args, **kwargs)

    def dequeue_job_and_maintain_ttl(self, *args: Any, **kwargs: Any) -> tuple[Job, Queue] | None:
        is_told = False
        while True:
            try:
                return super().dequeue_job_and_maintain_ttl(*args, **kwargs)
            except OutOfMemoryError:
                if not is_told:
                    logger.error("workers.queue_full", worker=self.name)
                is_told = True
                time.sleep(PAUSE_SECONDS)

    def perform_job(self, job: Job, queue: Queue, execution: Execution) -> bool:
        close_old_connections()
        if job.func_name:
            job.func_name = present_path(job.func_name)
        try:
            return super().perform_job(job, queue, execution)
        finally:
            close_old_connections()
