"""What failed is told by what it was, and done again when somebody says so: that, and nothing else."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import django_rq
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from portals.jobs.failed import failed_jobs, queue_again
from portals.jobs.workers import SteadyWorker

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "tests.portals.jobs.test_failed"
mended = False
done: list[str] = []


def breaks(what: str) -> None:
    if not mended:
        raise ArithmeticError(f"no {what}")
    done.append(what)


def breaks_too(what: str) -> None:
    breaks(what)


@pytest.fixture(autouse=True)
def failures(monkeypatch):
    """Two of a kind on `bulk`, another kind there, and one on `mail`."""
    monkeypatch.setattr(f"{HERE}.mended", False)
    monkeypatch.setattr(f"{HERE}.done", [])
    for queue in ("bulk", "mail"):
        django_rq.get_queue(queue).empty()
        registry = django_rq.get_queue(queue).failed_job_registry
        for job_id in registry.get_job_ids():
            registry.remove(job_id, delete_job=True)
    bulk, mail = django_rq.get_queue("bulk"), django_rq.get_queue("mail")
    bulk.enqueue(breaks, "one")
    bulk.enqueue(breaks, "two")
    bulk.enqueue(breaks_too, "three")
    mail.enqueue(breaks, "four")
    work()


def work() -> None:
    queues = [django_rq.get_queue(name) for name in ("bulk", "mail")]
    SteadyWorker(queues, connection=queues[0].connection).work(burst=True)


def said(*asked: str) -> str:
    out = StringIO()
    call_command("jobs", *asked, stdout=out)
    return out.getvalue()


class TestTelling:
    def test_says_what_it_was_since_when_and_why(self) -> None:
        told = said("failed")
        assert f"bulk: {HERE}.breaks, 2" in told
        assert f"bulk: {HERE}.breaks_too, 1" in told
        assert f"mail: {HERE}.breaks, 1" in told
        assert "ArithmeticError: no three" in told
        for job in failed_jobs():
            assert timezone.now() - job.since < timedelta(minutes=10)

    def test_of_one_queue(self) -> None:
        assert {job.queue for job in failed_jobs(["mail"])} == {"mail"}
        assert "bulk" not in said("failed", "--queue", "mail")

    def test_to_machines(self) -> None:
        told = json.loads(said("failed", "--json"))["failed"]
        assert {one["kind"] for one in told} == {f"{HERE}.breaks", f"{HERE}.breaks_too"}
        assert len(told) == 4


class TestDoingItAgain:
    def retried(self, monkeypatch, *asked: str) -> list[str]:
        said("retry", *asked)
        monkeypatch.setattr(f"{HERE}.mended", True)
        work()
        return sorted(done)

    def test_by_id(self, monkeypatch) -> None:
        (job,) = failed_jobs(["mail"])
        assert self.retried(monkeypatch, job.id) == ["four"]
        assert len(list(failed_jobs())) == 3

    def test_by_kind_on_all_queues_or_one(self, monkeypatch) -> None:
        assert self.retried(monkeypatch, "--kind", f"{HERE}.breaks", "--queue", "bulk") == [
            "one",
            "two",
        ]
        assert self.retried(monkeypatch, "--kind", f"{HERE}.breaks") == ["four", "one", "two"]

    def test_all(self, monkeypatch) -> None:
        assert self.retried(monkeypatch, "--all") == ["four", "one", "three", "two"]
        assert said("failed") == "Nothing failed within the week.\n"

    def test_only_once(self) -> None:
        jobs = list(failed_jobs(["mail"]))
        assert len(queue_again(jobs=jobs, now=timezone.now())) == 1
        assert queue_again(jobs=jobs, now=timezone.now()) == []

    @pytest.mark.parametrize(
        ("asked", "told"),
        [
            ((), "Say which"),
            (("--all", "--kind", "x"), "Say which"),
            (("nobody",), "nobody"),
            (("--kind", "no.such"), "no.such"),
        ],
    )
    def test_is_refused_where_it_is_not_said_which(self, asked, told) -> None:
        with pytest.raises(CommandError, match=told):
            said("retry", *asked)
        assert len(list(failed_jobs())) == 4
