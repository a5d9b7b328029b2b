"""A worker outlives a restart of the database, and a queue that is full for a while."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import django_rq
import pytest
from django.db import connection
from django.utils.module_loading import import_string
from redis import Redis
from rq import Queue, Worker

from portals.jobs.renamed import present_path
from portals.jobs.schedules import schedules
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


# The names under which the release before queued its jobs: they may wait while the new one starts.
FORMER = [
    "editorial.guarding.jobs.scan_what_was_published",
    "editorial.inbox.jobs.send_slice",
    "portals.door.jobs.answer_password_requests",
    "portals.tasks.run",
    "syndication.adapting.jobs.follow_what_is_missing",
    "syndication.proof.jobs.prove_recall",
]


class TestNamesOfTheReleaseBefore:
    @pytest.mark.parametrize("path", FORMER)
    def test_lead_to_a_job(self, path: str) -> None:
        assert callable(import_string(present_path(path)))
        assert present_path(present_path(path)) == present_path(path)

    def test_a_job_that_waited_under_one_is_done(self, transactional_db) -> None:
        queue = django_rq.get_queue("mail")
        waiting = queue.enqueue("portals.door.jobs.answer_password_requests")

        SteadyWorker([queue], connection=queue.connection).work(burst=True)

        assert waiting.get_status(refresh=True) == "finished"

    def test_units_of_an_operator_find_the_worker_and_the_schedules(self) -> None:
        listed = "import portals.rqcron; from rq.cron import _job_data_registry; print(len(_job_data_registry))"
        ran = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup(); {listed}"],
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "portals.settings.test"},
            cwd=processes.ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip

        assert int(ran.stdout) == len(schedules())
        assert import_string("portals.workers.SteadyWorker") is SteadyWorker
