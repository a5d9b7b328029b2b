"""A recall proven over real HTTP by real workers, which are killed in the middle: nothing is lost, nothing twice."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest

from portals.services.shares import Databases
from tests.support import processes
from tests.support.patience import come_true

RECALL = """
import json
from django.utils import timezone
from editorial.enums import RemovalKind
from syndication.recalls.recalling import recall_story
from syndication.jobs import place_dispatch
from syndication.recalls.actions.proving import plan_proof
from tests.syndication.casts import make_cast, send
cast = make_cast(communes=9)
place_dispatch(dispatch_id=send(cast.story, cast.head).pk)
recall = recall_story(
    story=cast.story, kind=RemovalKind.IN_ERROR, reason="Sai", actor=cast.head, now=timezone.now()
)
plan_proof(proof_id=recall.proof.pk, now=timezone.now())
print(json.dumps(recall.proof.pk))
"""
AGAIN = """
import json
from django.utils import timezone
from syndication.recalls.actions.proving import unsettled
from syndication.recalls.jobs import sweep
from syndication.recalls.models import RecallProof
for proof in RecallProof.objects.filter(proven_at=None):
    unsettled(proof.pk).update(next_try_at=timezone.now())
print(json.dumps(sweep()))
"""
PORTALS = 11


class Scene:
    """The scratch database seen from outside Django, its web server and its workers."""

    def __init__(self, databases: Databases, readied: processes.Readied, folder: Path) -> None:
        self.readied = readied
        self.folder = folder
        self.database = psycopg.connect(databases.database_url, autocommit=True)

    def run(self, code: str) -> Any:
        done = self.readied.manage("shell", "--no-imports", "-c", code)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def worker(self, name: str) -> Any:
        return self.readied.running("rqworker", "proof", log=self.folder / f"{name}.log")

    def count(self, sql: str) -> int:
        row = self.database.execute(f"SELECT count(*) FROM {sql}").fetchone()
        return int(row[0]) if row else 0

    def right(self) -> int:
        return self.count("proof_provenaddress WHERE state = 'right'")

    @contextmanager
    def one_held_back(self) -> Iterator[None]:
        """Keep one address from being claimed, so that no worker is done however quick it is."""
        with self.database.transaction():
            held = self.database.execute(
                "SELECT id FROM proof_provenaddress WHERE state <> 'right'"
                " ORDER BY id DESC LIMIT 1 FOR UPDATE"
            ).fetchall()
            assert held
            yield

    def logs(self, end: int = 0) -> str:
        return "\n".join(log.read_text()[-end:] for log in sorted(self.folder.glob("*.log")))

    def progress(self) -> object:
        asked = self.database.execute(
            "SELECT state, sum(tries) FROM proof_provenaddress GROUP BY state ORDER BY state"
        ).fetchall()
        return asked, self.logs()

    def until(self, true: Callable[[], bool], what: str) -> None:
        if not come_true(true, progress=self.progress):
            rows = self.database.execute(
                "SELECT hostname, path, state, status, found FROM proof_provenaddress"
                " WHERE state <> 'right' LIMIT 5"
            ).fetchall()
            pytest.fail(f"{what}: {rows}\n{self.logs(end=1500)}")


@pytest.fixture
def scene(
    scratch_database: Databases, readied_on_scratch: processes.Readied, tmp_path: Path
) -> Iterator[Scene]:
    made = Scene(scratch_database, readied_on_scratch, tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def front(scene: Scene) -> Iterator[None]:
    with scene.readied.web_server():
        yield


def kill(process: processes.Forked) -> None:
    """Kill a worker and the child that runs its job, as a machine that goes down does."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    for pid in [process.pid, *map(int, children)]:
        os.kill(pid, signal.SIGKILL)
    process.wait()


def test_a_proof_survives_killed_workers_and_is_certified_once(scene: Scene, front: None) -> None:
    random = Random("killed proofs")
    scene.run(RECALL)
    for number in range(3):
        others = scene.count("proof_provenaddress") - 1
        enough = min(scene.right() + random.randint(1, 12), others)
        with scene.one_held_back(), scene.worker(f"killed-{number}") as worker:
            scene.until(lambda enough=enough: scene.right() >= enough, "addresses should be asked")
            kill(worker)
        assert scene.count("proof_recallcertificate") == 0
        scene.run(AGAIN)

    with scene.worker("one"), scene.worker("two"):
        scene.until(lambda: scene.count("proof_recallcertificate") == 1, "it should be certified")

    assert scene.right() == scene.count("proof_provenaddress")
    stories = scene.database.execute(
        "SELECT count(DISTINCT portal_id) FROM proof_provenaddress"
        " WHERE what = 'story' AND status = 410"
    ).fetchone()
    assert stories == (PORTALS,)
    assert scene.run(AGAIN) == 0
    assert scene.count("editorial_placement WHERE removed_at IS NULL") == 0


def test_a_front_that_is_away_is_asked_again_until_it_is_back(scene: Scene) -> None:
    with scene.readied.web_server():
        scene.run(RECALL)
    with scene.worker("one"):
        scene.until(
            lambda: scene.count("proof_provenaddress WHERE tries > 0") > 0, "it should be tried"
        )
        assert scene.right() == 0
        with scene.readied.web_server():
            # Again and again, as the clock does: one that was asked just before it was back rests for seconds.
            scene.until(
                lambda: scene.run(AGAIN) == 0 or scene.count("proof_recallcertificate") == 1,
                "it should be certified",
            )
            assert scene.count("proof_recallcertificate") == 1
