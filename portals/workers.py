"""The worker for short jobs: one process, no fork for each job."""

from __future__ import annotations

from django.db import close_old_connections
from rq import Queue, SimpleWorker
from rq.executions import Execution
from rq.job import Job


class SteadyWorker(SimpleWorker):
    """Runs jobs in its own process and gives the database connection back after each.

    Kept over a restart of PostgreSQL, the dead connection would fail every job from then on.
    """

    def perform_job(self, job: Job, queue: Queue, execution: Execution) -> bool:
        close_old_connections()
        try:
            return super().perform_job(job, queue, execution)
        finally:
            close_old_connections()
