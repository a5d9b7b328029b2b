"""A worker outlives a restart of the database."""

from __future__ import annotations

import django_rq
import pytest
from django.db import connection

from portals.workers import SteadyWorker


@pytest.mark.django_db(transaction=True)
class TestSteadyWorker:
    def test_works_on_after_its_connection_died(self) -> None:
        queue = django_rq.get_queue("default")
        worker = SteadyWorker([queue], connection=queue.connection)
        first = queue.enqueue("editorial.jobs.publish_what_is_due")
        worker.work(burst=True)
        # As a restart of the server leaves it: closed, and nobody has told Django.
        connection.ensure_connection()
        connection.connection.close()
        second = queue.enqueue("editorial.jobs.publish_what_is_due")
        worker.work(burst=True)
        assert [job.get_status(refresh=True) for job in (first, second)] == ["finished"] * 2
