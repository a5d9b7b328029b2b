"""The queues of jobs, as django-rq opens them."""

from __future__ import annotations

from typing import Any

from django_rq.queues import DjangoRQ
from rq.job import Job

# RQ's own year would let one job that fails each minute fill a server that never evicts.
FAILURES_KEPT_SECONDS = 7 * 24 * 3600


class ForgetfulQueue(DjangoRQ):
    """Keeps what failed for a week, unless the job says otherwise."""

    def create_job(self, *arguments: Any, failure_ttl: int | None = None, **options: Any) -> Job:
        options["failure_ttl"] = failure_ttl or FAILURES_KEPT_SECONDS
        return super().create_job(*arguments, **options)
