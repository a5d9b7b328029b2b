"""Processes that are kept running: one that dies is started again, as an init system would."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from portals.services.places import Account

LOOK_SECONDS = 0.05
# A server that was killed needs its orphans gone first; a second try comes no sooner than this.
AGAIN_SECONDS = 0.3
STOP_SECONDS = 10.0
NOBODY = Account(None, None)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One process to keep: its command, folder and environment, and the system user it runs as."""

    name: str
    command: Sequence[str]
    cwd: Path
    env: Mapping[str, str]
    user: Account = NOBODY


@dataclass
class Keeper:
    """Starts processes, starts them again when they end, and ends them in reverse order.

    `folder` receives `<name>.pid`, by which others find the process, and `<name>.log`.
    """

    folder: Path
    kept: list[Kept] = field(default_factory=list)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _ending: threading.Event = field(default_factory=threading.Event)
    _watch: threading.Thread | None = None

    def __enter__(self) -> Keeper:
        self._watch = threading.Thread(target=self._keep, daemon=True)
        self._watch.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._ending.set()
        if self._watch is not None:
            self._watch.join()
        for process in reversed(self.running.values()):
            _end(process)

    def start(self, kept: Kept) -> None:
        self._launch(kept)
        self.kept.append(kept)

    def _launch(self, kept: Kept) -> None:
        with (self.folder / f"{kept.name}.log").open("ab") as output:
            process = subprocess.Popen(
                kept.command,
                cwd=kept.cwd,
                env=dict(kept.env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=kept.user.uid,
                group=kept.user.gid,
                extra_groups=[] if kept.user.uid is not None else None,
            )
        self.running[kept.name] = process
        # Whoever reads it finds the old number or the new one, never half of one.
        fresh = self.folder / f"{kept.name}.pid.new"
        fresh.write_text(str(process.pid))
        fresh.rename(self.folder / f"{kept.name}.pid")

    def _keep(self) -> None:
        while not self._ending.wait(LOOK_SECONDS):
            for kept in list(self.kept):
                if self.running[kept.name].poll() is not None:
                    # Workers of a killed web server would hold its port.
                    _signal_group(self.running[kept.name].pid, signal.SIGKILL)
                    time.sleep(AGAIN_SECONDS)
                    self._launch(kept)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        _signal_group(process.pid, signal.SIGKILL)
        process.wait()
    _signal_group(process.pid, signal.SIGKILL)


def _signal_group(group: int, number: signal.Signals) -> None:
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return
