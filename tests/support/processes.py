"""Real processes on a test's own databases: commands, and the web server of production."""

import os
import random
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Literal

from portals.services.daemons import wait_until
from portals.services.shares import Databases
from portals.serving.command import granian

from .http import HostClient
from .patience import come_true
from .readied import Asked

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


def environment(databases: Databases, **more: str) -> dict[str, str]:
    """Return the whole environment of a process that is to work on these databases."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")
    }
    return inherited | databases.variables() | {"PORTALS_UNDER_TEST": "1"} | more


def manage(
    *arguments: str, env: Mapping[str, str], timeout: float = 300
) -> subprocess.CompletedProcess[str]:
    """Run a command of manage.py to its end; whether it may fail is for the caller to judge."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def manage_patiently(
    *arguments: str, env: Mapping[str, str], folder: Path, patience: float
) -> subprocess.CompletedProcess[str]:
    """As `manage`, for what takes the longer the slower the machine is: ended once it tells nothing for `patience` s.

    What it tells is kept in `folder`.
    """
    kept = [folder / name for name in ("out", "err")]
    with kept[0].open("w") as out, kept[1].open("w") as err:
        process = subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**env, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
        ended = come_true(
            lambda: process.poll() is not None,
            progress=lambda: [file.stat().st_size for file in kept],
            patience=patience,
        )
        if not ended:
            # It takes down what it started.
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(60)
            process.kill()
    told = [file.read_text() for file in kept]
    assert ended, f"Nothing was told for {patience} s.\n" + "\n".join(told)
    return subprocess.CompletedProcess(process.args, process.returncode, *told)


@contextmanager
def running(
    *command: str, env: Mapping[str, str], log: Path, folder: Path = ROOT
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process until the block ends; then it is asked to stop, and made to after 10 s."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=folder,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@dataclass(frozen=True)
class WebServer:
    """A running web server with every portal on it."""

    port: int
    databases: Databases
    env: Mapping[str, str]
    log: Path

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def http(self) -> HostClient:
        """A client for it that takes the host of a portal with each request."""
        return HostClient(self.address)

    def url(self, host: str, path: str = "/") -> str:
        """Return the address for a browser, which resolves names below `.localhost` by itself."""
        return f"http://{host}:{self.port}{path}"

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of manage.py on the same databases."""
        return manage(*arguments, env=self.env)


@contextmanager
def web_server(databases: Databases, **more: str) -> Iterator[WebServer]:
    """Serve these databases by Granian on a free port until the block ends."""
    port = free_port()
    env = _environment_of_web_server(databases, port, **more)
    command = granian(port, workers=1)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "web_server.log"
        with running(*command, env=env, log=log) as process:
            up = wait_until(
                lambda: process.poll() is not None or listens(port), seconds=START_SECONDS
            )
            if not up or process.poll() is not None:
                raise RuntimeError(f"The web server did not start:\n{log.read_text()}")
            yield WebServer(port, databases, env, log)


def _environment_of_web_server(databases: Databases, port: int, **more: str) -> dict[str, str]:
    return environment(
        databases,
        PORTALS_PORT=str(port),
        PORTALS_FRONT_ADDRESS=f"127.0.0.1:{port}",
        PORTALS_SCHEME="http",
        **more,
    )


class Forked:
    """A process that is somebody else's child, leads a group of its own, and is asked as one of ours is."""

    def __init__(self, pid: int, ended: Path) -> None:
        self.pid = pid
        self._handle = os.pidfd_open(pid)
        self._ended = ended
        self.returncode: int | None = None

    def poll(self) -> int | None:
        return self.wait(0)

    def wait(self, timeout: float | None = None) -> int | None:
        """Return the status it ended with, and None where it works on after that time."""
        if self.returncode is None and select.select([self._handle], [], [], timeout)[0]:
            os.close(self._handle)
            written = self._ended.read_text() if self._ended.exists() else ""
            self.returncode = int(written) if written else -signal.SIGKILL
        return self.returncode

    def stop(self) -> None:
        """Ask it to end, and make it after 10 s."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)
        if self.wait(10) is None:
            self.kill()

    def kill(self) -> None:
        """End it with its children: what they were about to do for this test, they do not do to the next one."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            # Ended, or forked this moment and not yet at the head of a group of its own.
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        if self.wait(10) is None:
            raise RuntimeError("A process did not end.")


class Readied:
    """Web servers and commands on the same databases and port, each forked from a process that has read the code.

    For tests that want one like any other. One that is given other settings or databases, or whose start is what
    matters, comes from `web_server`, `running` or `manage`.
    """

    def __init__(self, databases: Databases) -> None:
        self._databases = databases
        self._port = lasting_port()
        self._env = _environment_of_web_server(databases, self._port)
        self._parent: subprocess.Popen[str] | None = None

    @contextmanager
    def web_server(self) -> Iterator[WebServer]:
        """Serve until the block ends."""
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "web_server.log"
            _minus_m, _granian, *arguments = granian(self._port, workers=1)
            process = self._fork("granian", arguments, log)
            try:
                # It listens before it works.
                up = wait_until(
                    lambda: process.poll() is not None or is_alive(self._port),
                    seconds=START_SECONDS,
                )
                if not up or process.poll() is not None:
                    raise RuntimeError(f"The web server did not start:\n{log.read_text()}")
                yield WebServer(self._port, self._databases, self._env, log)
            finally:
                process.kill()

    @contextmanager
    def running(self, *arguments: str, log: Path) -> Iterator[Forked]:
        """Run a command of manage.py until the block ends."""
        process = self._fork("manage.py", arguments, log)
        try:
            yield process
        finally:
            process.stop()

    def manage(self, *arguments: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        """Run a command of manage.py to its end; whether it may fail is for the caller to judge."""
        with tempfile.TemporaryDirectory() as folder:
            output, errors = Path(folder) / "output", Path(folder) / "errors"
            process = self._fork("manage.py", arguments, output, errors)
            status = process.wait(timeout)
            if status is None:
                process.kill()
                raise subprocess.TimeoutExpired(arguments, timeout)
            return subprocess.CompletedProcess(
                arguments, status, output.read_text(), errors.read_text()
            )

    def close(self) -> None:
        if self._parent is not None:
            self._parent.stdin.close()
            self._parent.wait(10)
            self._parent.stdout.close()

    def _fork(
        self,
        what: Literal["granian", "manage.py"],
        arguments: Sequence[str],
        output: Path,
        errors: Path | None = None,
    ) -> Forked:
        if self._parent is None:
            self._parent = subprocess.Popen(
                [sys.executable, "-m", "tests.support.readied"],
                cwd=ROOT, env=dict(self._env), text=True, start_new_session=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip
            self._answer("ready")
        output.touch()
        ended = output.with_suffix(".ended")
        ended.unlink(missing_ok=True)
        asked = Asked(what, list(arguments), str(output), str(errors or output), str(ended))
        self._parent.stdin.write(asked.as_line())
        self._parent.stdin.flush()
        return Forked(int(self._answer()), ended)

    def _answer(self, expected: str = "") -> str:
        line = self._parent.stdout.readline().strip()
        if not line or (expected and line != expected):
            raise RuntimeError(f"The process that others are forked from said {line!r}.")
        return line


def is_alive(port: int) -> bool:
    """Whether a web server there answers."""
    try:
        with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as asked:
            asked.request("GET", "/-/live")
            return asked.getresponse().status == 200
    except (OSError, HTTPException):
        return False


def lasting_port() -> int:
    """Return a port that the system gives to nobody meanwhile, as it does with those of `free_port`."""
    for port in random.sample(range(20_000, 30_000), 100):
        if not listens(port):
            return port
    raise RuntimeError("No port is free.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Whether anybody takes connections there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
