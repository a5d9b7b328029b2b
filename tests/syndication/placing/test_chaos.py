"""Real workers on a database of their own: killed in mid-job, two at once, overtaken by a recall."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from portals.services.shares import Databases
from tests.support import processes
from tests.support.patience import PATIENCE, come_true

SEND = """
import json, django_rq
from tests.syndication.casts import make_cast, send
cast = make_cast(communes=11)
dispatches = [send(cast.story, cast.head) for _ in range({dispatches})]
django_rq.get_queue().empty()
from syndication.jobs import place_dispatch
for dispatch in dispatches * {jobs}:
    place_dispatch.delay(dispatch_id=dispatch.pk, size={size})
print(json.dumps({{"story": cast.story.pk, "head": cast.head.pk}}))
"""
SWEEP = """
import json
from datetime import timedelta
from django.utils import timezone
from syndication.jobs import sweep_deliveries
print(json.dumps(sweep_deliveries(now=timezone.now(), stuck_after=timedelta(0))))
"""
RECALL = """
import json
from django.utils import timezone
from editorial.enums import RemovalKind
from editorial.models import StoryPage
from portals.boards.models import User
from syndication.recalls.recalling import recall_story
recall = recall_story(
    story=StoryPage.objects.get(pk={story}), kind=RemovalKind.IN_ERROR, reason="Sai",
    actor=User.objects.get(pk={head}), now=timezone.now(),
)
print(json.dumps(recall.placements_ended))
"""
RECEIVERS = 12


class Scene:
    """The scratch database, seen from outside Django, and the processes that work on it."""

    def __init__(self, databases: Databases, readied: processes.Readied, folder: Path) -> None:
        self.readied = readied
        self.database = psycopg.connect(databases.database_url, autocommit=True)
        self.blocker = psycopg.connect(databases.database_url)
        self.folder = folder

    def run(self, code: str) -> Any:
        done = self.readied.manage("shell", "--no-imports", "-c", code)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def worker(self, name: str) -> Any:
        """A worker that runs until the block ends."""
        return self.readied.running("rqworker", "default", log=self.folder / f"{name}.log")

    def burst(self, name: str) -> Any:
        """A worker that ends when the queue is empty."""
        log = self.folder / f"{name}.log"
        return self.readied.running("rqworker", "--burst", "default", log=log)

    def hold_up(self, receiver: int) -> None:
        """Stop every slice at the receiver of that number, counted from 0 in the order of slices."""
        self.blocker.execute(
            "INSERT INTO editorial_placement (portal_id, section_id, story_id, role, kind, via,"
            " placed_at, removal_kind, removal_reason)"
            " SELECT d.portal_id, s.page_ptr_id, x.story_id, 'republished', 'article', '',"
            " now(), '', ''"
            " FROM syndication_delivery d JOIN syndication_dispatch x ON x.id = d.dispatch_id"
            " JOIN editorial_sectionpage s"
            " ON s.portal_id = d.portal_id AND s.section_type_id = 'tin-tuc'"
            " ORDER BY d.dispatch_id, d.portal_id OFFSET %s LIMIT 1",
            [receiver],
        )

    def states(self) -> dict[str, int]:
        rows = self.database.execute(
            "SELECT state, count(*) FROM syndication_delivery GROUP BY state"
        )
        return dict(rows.fetchall())

    def standing(self) -> dict[int, int]:
        """How often the story stands on each portal, its own included."""
        rows = self.database.execute(
            "SELECT portal_id, count(*) FROM editorial_placement"
            " WHERE removed_at IS NULL GROUP BY portal_id"
        )
        return dict(rows.fetchall())

    def blocked(self) -> int:
        row = self.database.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ).fetchone()
        return int(row[0]) if row else 0

    def logs(self) -> str:
        return "\n".join(log.read_text() for log in sorted(self.folder.glob("*.log")))

    def progress(self) -> object:
        return self.states(), self.blocked(), self.logs()

    def until(self, true: Callable[[], bool], what: str) -> None:
        if not come_true(true, progress=self.progress):
            pytest.fail(f"{what}: {self.states()}\n{self.logs()[-3000:]}")


@pytest.fixture
def scene(
    scratch_database: Databases, readied_on_scratch: processes.Readied, tmp_path: Path
) -> Iterator[Scene]:
    made = Scene(scratch_database, readied_on_scratch, tmp_path)
    yield made
    made.blocker.close()
    made.database.close()


def kill(process: processes.Forked) -> None:
    """Kill a worker and the child that runs its job, as a machine that goes down does."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    for pid in [process.pid, *map(int, children)]:
        os.kill(pid, signal.SIGKILL)
    process.wait()


def test_what_a_killed_worker_left_is_finished_by_another(scene: Scene) -> None:
    scene.run(SEND.format(dispatches=1, jobs=1, size=4))
    scene.hold_up(receiver=6)
    with scene.worker("killed") as worker:
        scene.until(lambda: scene.blocked() == 1, "the second slice should be held up")
        kill(worker)
    scene.blocker.rollback()
    scene.until(lambda: scene.blocked() == 0, "the killed worker's connection should end")
    assert scene.states() == {"placed": 4, "waiting": 8}
    assert len(scene.standing()) == 1 + 4

    assert scene.run(SWEEP) == 1
    with scene.worker("other"):
        scene.until(lambda: scene.states() == {"placed": RECEIVERS}, "all should be placed")

    assert list(scene.standing().values()) == [1] * (1 + RECEIVERS)


def test_two_workers_and_repeated_jobs_place_each_portal_once(scene: Scene) -> None:
    scene.run(SEND.format(dispatches=2, jobs=3, size=1))

    with scene.burst("one") as one, scene.burst("other") as other:
        scene.until(
            lambda: one.poll() is not None and other.poll() is not None,
            "both workers should end with the queue",
        )
    assert (one.returncode, other.returncode) == (0, 0)

    assert scene.states() == {"placed": RECEIVERS, "already_placed": RECEIVERS}
    assert list(scene.standing().values()) == [1] * (1 + RECEIVERS)


def test_a_recall_in_mid_job_leaves_nothing_standing(scene: Scene) -> None:
    made = scene.run(SEND.format(dispatches=1, jobs=1, size=4))
    scene.hold_up(receiver=6)
    with scene.worker("overtaken"):
        scene.until(lambda: scene.blocked() == 1, "the second slice should be held up")
        log = scene.folder / "recall.log"
        shell = ("shell", "--no-imports", "-c", RECALL.format(**made))
        with scene.readied.running(*shell, log=log) as recalling:
            scene.until(lambda: scene.blocked() == 2, "the recall should wait for the slice")
            scene.blocker.rollback()
            assert recalling.wait(PATIENCE) == 0, log.read_text()
        scene.until(lambda: "waiting" not in scene.states(), "nothing should wait")

    assert int(log.read_text().splitlines()[-1]) >= 1 + 8
    assert scene.states() == {"recalled": RECEIVERS}
    assert scene.standing() == {}
