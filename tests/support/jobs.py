"""Jobs in tests: done in the test's own process and transaction, as a worker would do them."""

from __future__ import annotations

import django_rq


def do_waiting(queue: str = "default") -> int:
    """Do what waits in `queue`, and return how many jobs that were."""
    waiting = django_rq.get_queue(queue)
    jobs = list(waiting.jobs)
    for job in jobs:
        job.func(*job.args, **job.kwargs)
        waiting.remove(job)
    return len(jobs)
