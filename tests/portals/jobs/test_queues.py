"""What failed is kept for days: long enough to look into, too short to fill a server that never evicts."""

from __future__ import annotations

import importlib

import django_rq
import pytest
from rq import cron

from portals.jobs import rqcron
from portals.jobs.workers import SteadyWorker

WEEK = 7 * 24 * 3600


def fails() -> None:
    raise ArithmeticError


@pytest.mark.django_db(transaction=True)
class TestAJobThatFailed:
    @pytest.mark.parametrize(("asked", "kept"), [({}, WEEK), ({"failure_ttl": 60}, 60)])
    def test_is_kept_for_a_week_or_as_long_as_it_says(self, asked, kept) -> None:
        queue = django_rq.get_queue("bulk")
        job = queue.enqueue(fails, **asked)
        SteadyWorker([queue], connection=queue.connection).work(burst=True)

        assert job.get_status(refresh=True) == "failed"
        assert kept - 60 < queue.connection.ttl(job.key) <= kept


def test_so_is_what_the_clock_queues(monkeypatch) -> None:
    registered: list[dict] = []
    monkeypatch.setattr(cron, "register", lambda _job, **options: registered.append(options))
    importlib.reload(rqcron)

    assert registered
    assert {options["failure_ttl"] for options in registered} == {WEEK}
