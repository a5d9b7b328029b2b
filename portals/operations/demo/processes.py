"""The processes of the demo: a web server, workers of the queues and the clock, ended together."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from types import FrameType

from django.conf import settings

from portals.serving.command import granian

START_SECONDS = 60
STOP_SECONDS = 15
WEB = "web"
# The framework's checks are of the code, which is the same for all of them: they take each a second of a processor.
UNCHECKED = "--skip-checks"


class ProcessEnded(Exception):
    """One of the demo's processes ended by itself."""


class Processes:
    """The running processes of one install by name, in the order of their start.

    `told` is what their environment says of the install; they keep their logs in `folder`.
    """

    def __init__(
        self, *, port: int, folder: Path | None = None, told: Mapping[str, str] | None = None
    ) -> None:
        self.port = port
        self.logs = folder or demo_folder()
        self.told = dict(told or {})
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, asked: Mapping[str, list[str]], *, notice: str) -> None:
        """Start all; returns when the web server answers, which is started first to have the machine to itself.

        `notice` stands above each page.
        """
        shutil.rmtree(self._metrics, ignore_errors=True)
        self._metrics.mkdir(parents=True)
        for name, command in asked.items():
            self._start(name, command, self._environment(notice))
            if name == WEB:
                self._wait_for_web()

    def finish(self, name: str, command: list[str], *, told: Mapping[str, str]) -> None:
        """Run one that ends by itself, with `told` in its environment besides. Raises ProcessEnded where it fails."""
        self._start(name, command, {**self._environment(""), **told})
        if self.running[name].wait() != 0:
            self.check()
        del self.running[name]

    @property
    def _metrics(self) -> Path:
        return self.logs / "metrics"

    def _environment(self, notice: str) -> Mapping[str, str]:
        told = {"METRICS_FOLDER": str(self._metrics), **self.told}
        return environment(self.port, notice=notice, told=told)

    def _start(self, name: str, command: list[str], env: Mapping[str, str]) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        with (self.logs / f"{name}.log").open("wb") as output:
            # A session of their own: Ctrl-C reaches this process, which ends them in order.
            self.running[name] = subprocess.Popen(
                [sys.executable, *command],
                cwd=settings.ROOT,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def check(self) -> None:
        """Raise ProcessEnded, with the end of its log, where one has ended by itself."""
        for name, process in self.running.items():
            if process.poll() is not None:
                log = (self.logs / f"{name}.log").read_text(errors="replace")
                raise ProcessEnded(f"{name} ({process.returncode})\n{log[-2000:]}")

    def stop(self) -> None:
        """End all, last started first: by request, then by force."""
        for process in reversed(self.running.values()):
            _signal(process, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal(process, signal.SIGKILL)
                process.wait()
        self.running.clear()

    def _wait_for_web(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not is_taken(self.port):
            self.check()
            if time.monotonic() > deadline:
                raise ProcessEnded(f"web: no answer after {START_SECONDS} s")
            time.sleep(0.1)


def commands(port: int, *, watched: bool = True) -> dict[str, list[str]]:
    """Return what each process runs, for this interpreter.

    Whoever ends soon has its pages not `watched`: that asks for all of them, round by round.
    """
    return {
        WEB: granian(port, "--workers-kill-timeout", "10", workers=2),
        "worker": worker("default", "wagtail"),
        # What takes long keeps no story waiting.
        "outside": worker("mail", "sound", "routine"),
        "long work": worker("proof", *(["watch"] if watched else []), "bulk"),
        "clock": ["manage.py", "rqcron", "portals.jobs.rqcron", UNCHECKED],
    }


def few_commands(port: int) -> dict[str, list[str]]:
    """Return what each process runs where a few people come: one worker has all queues, in the order of their haste."""
    return {
        WEB: granian(port, "--workers-kill-timeout", "10", workers=1),
        "worker": worker("default", "wagtail", "mail", "routine", "sound", "proof", "bulk"),
        "clock": commands(port)["clock"],
    }


def worker(*queues: str) -> list[str]:
    return [
        *("manage.py", "rqworker", *queues),
        *("--worker-class", "portals.jobs.workers.SteadyWorker", UNCHECKED),
    ]


def environment(
    port: int, *, notice: str, told: Mapping[str, str] | None = None
) -> Mapping[str, str]:
    """Return the environment of the demo's processes; what is `told` goes before whatever it says elsewhere."""
    told = told or {}
    # The owner's address is the command's own: no process that serves starts with it.
    gone = {"DATABASE_OWNER_URL", "DATABASE_OWNER_URL_FILE", *(f"{name}_FILE" for name in told)}
    inherited = {name: value for name, value in os.environ.items() if name not in gone}
    return {
        **inherited,
        "DJANGO_SETTINGS_MODULE": "portals.settings.demo",
        "PORTALS_NOTICE_STRIP": notice,
        "PORTALS_PORT": str(port),
        "PORTALS_FRONT_ADDRESS": f"127.0.0.1:{port}",
        "EMAIL_URL": mail_url(),
        **told,
    }


def demo_folder() -> Path:
    """Return where the demo keeps what its processes write."""
    return Path(settings.ROOT) / "var" / "demo"


def mail_url() -> str:
    """Return where the demo's mail goes: a folder, for nobody's address is real."""
    return f"file://{demo_folder() / 'mail'}"


def is_taken(port: int) -> bool:
    """Whether something listens on the port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def ended_by_signal() -> Iterator[None]:
    """Let SIGTERM end the block as Ctrl-C does, once: what comes after must not disturb its cleaning up.

    A terminal, or `uv run`, sends the same signal again to whoever it started.
    """

    def interrupt(number: int, frame: FrameType | None) -> None:
        if _is_lost_in(frame):
            Timer(0.05, os.kill, (os.getpid(), number)).start()
            return
        for ending in before:
            signal.signal(ending, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {
        ending: signal.signal(ending, interrupt) for ending in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield
    finally:
        for ending, handler in before.items():
            signal.signal(ending, handler)


def _is_lost_in(frame: FrameType | None) -> bool:
    """Whether Python drops what is raised there: what a destructor raises reaches nobody."""
    while frame is not None and frame.f_code.co_name != "__del__":
        frame = frame.f_back
    return frame is not None


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    if process.poll() is None:
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            return
