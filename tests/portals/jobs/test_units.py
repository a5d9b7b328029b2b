"""The sample units of workers and clock: each queue is served, and all are as walled in as the web."""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from portals.uploads.behind import PRIVATE

UNITS = Path(settings.ROOT) / "docs/deploy/systemd"
WORKER, CLOCK, WEB = "lien-cong-worker@.service", "lien-cong-clock.service", "lien-cong-web.service"
TARGET = "lien-cong-workers.target"
WALLS = (
    "User", "WorkingDirectory", "EnvironmentFile",
    "NoNewPrivileges", "ProtectSystem", "ProtectHome", "PrivateTmp",
)  # fmt: skip


def lines(unit: str) -> list[tuple[str, str]]:
    """The unit's settings in their order, lines that go on joined."""
    text = (UNITS / unit).read_text().replace("\\\n", "")
    return re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE)


def value(unit: str, name: str) -> str:
    (found,) = [told for key, told in lines(unit) if key == name]
    return found


def wanted() -> list[str]:
    return [told for key, told in lines(TARGET) if key == "Wants"]


def started_by(unit: str, instance: str, folder: Path) -> list[str]:
    """Run the unit's command as systemd would, before a Python that only says what it was given."""
    python = folder / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\nprintf "%s\\n" "$0" "$@"\n')
    python.chmod(0o755)
    command = re.sub(
        r"%(.)", lambda part: {"i": instance, "%": "%"}[part[1]], value(unit, "ExecStart")
    )
    program, flag, script, *rest = re.findall(r"'[^']*'|\S+", command.replace("$$", "$"))
    told = subprocess.run(
        [program, flag, script.strip("'"), *rest],
        cwd=folder,
        # As a shell has it that came by the link.
        env=os.environ | {"PWD": str(folder)},
        check=True,
        capture_output=True,
        text=True,
    )
    return told.stdout.split()


class TestWorkers:
    def test_of_the_target_serve_each_queue_once(self) -> None:
        prefix, suffix = WORKER.split("@")
        queues = [name.removeprefix(f"{prefix}@").removesuffix(suffix) for name in wanted()]
        assert Counter(queues) == Counter(list(settings.RQ_QUEUES))

    @pytest.mark.parametrize(("instance", "queue"), [("mail", "mail"), ("default:2", "default")])
    def test_serve_the_queue_of_their_name(self, tmp_path: Path, instance: str, queue: str) -> None:
        release = tmp_path / "lien-cong-1"
        release.mkdir()
        (tmp_path / "lien-cong").symlink_to(release)

        python, *arguments = started_by(WORKER, instance, tmp_path / "lien-cong")

        # Not by the link, which leads elsewhere while the process still runs.
        assert python == str(release / ".venv/bin/python")
        steady = ["--worker-class", "portals.jobs.workers.SteadyWorker"]
        assert arguments == ["manage.py", "rqworker", queue, *steady]

    def test_stop_with_the_target(self) -> None:
        assert value(WORKER, "PartOf") == TARGET


def test_the_clock_queues_all_schedules(tmp_path: Path) -> None:
    _python, *arguments = started_by(CLOCK, "", tmp_path)
    assert arguments == ["manage.py", "rqcron", "portals.jobs.rqcron"]


@pytest.mark.parametrize("name", ["clock", "clone", "web", "worker"])
def test_practice_reaches_no_upload_that_is_nobodys_to_practise_with(name: str) -> None:
    unit = f"lien-cong-practice-{name}.service"
    walled = value(unit, "InaccessiblePaths").split()
    assert walled == [f"-/var/lib/lien-cong/media/{folder.rstrip('/')}" for folder in PRIVATE]
    assert value(unit, "ReadWritePaths") == "/var/lib/lien-cong-practice"


@pytest.mark.parametrize("unit", [WORKER, CLOCK])
def test_what_runs_beside_the_web_is_walled_in_alike(unit: str) -> None:
    assert [value(unit, wall) for wall in WALLS] == [value(WEB, wall) for wall in WALLS]
    assert "METRICS_FOLDER" not in "".join(told for _key, told in lines(unit))
