"""A worker outlives a restart of the database, and a queue that is full for a while."""

from __future__ import annotations

from dataclasses import replace

import django_rq
import pytest
from django.db import connection
from redis import Redis
from rq import Queue, Worker

from portals.jobs.workers import SteadyWorker
from portals.services.daemons import wait_until
from tests.support import processes
from tests.support.valkeys import fill, make_room, own_valkey


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


def is_idle(client: Redis) -> bool:
    return [worker.state for worker in Worker.all(connection=client)] == ["idle"]


class TestAFullQueue:
    def test_does_not_end_the_worker(self, scratch_database, tmp_path) -> None:
        log = tmp_path / "worker.log"
        with own_valkey(tmp_path) as url, Redis.from_url(url) as client:
            env = processes.environment(replace(scratch_database, queue_url=url))
            command = [
                *("manage.py", "rqworker", "default", "--worker-ttl", "16"),
                *("--worker-class", "portals.jobs.workers.SteadyWorker"),
            ]
            with processes.running(*command, env=env, log=log) as worker:
                assert wait_until(lambda: is_idle(client), seconds=60)
                fill(client)
                assert wait_until(lambda: "queue_full" in log.read_text(), seconds=60)
                make_room(client)
                job = Queue("default", connection=client).enqueue(
                    "editorial.jobs.publish_what_is_due"
                )
                assert wait_until(lambda: job.get_status() == "finished", seconds=60)
                assert worker.poll() is None
