"""Real processes on a test's own databases: commands, and the web server of production."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portals.services.daemons import wait_until
from portals.services.shares import Databases
from portals.serving.command import granian

from .http import FrontClient

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


def environment(databases: Databases, **more: str) -> dict[str, str]:
    """Return the whole environment of a process that is to work on these databases."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")
    }
    return inherited | databases.variables() | {"PORTALS_UNDER_TEST": "1"} | more


def manage(
    *arguments: str, env: Mapping[str, str], timeout: float = 120
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
class Front:
    """A running web server with every portal on it."""

    port: int
    databases: Databases
    env: Mapping[str, str]
    log: Path

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def http(self) -> FrontClient:
        """A client for it that takes the host of a portal with each request."""
        return FrontClient(self.address)

    def url(self, host: str, path: str = "/") -> str:
        """Return the address for a browser, which resolves names below `.localhost` by itself."""
        return f"http://{host}:{self.port}{path}"

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of manage.py on the same databases."""
        return manage(*arguments, env=self.env)


@contextmanager
def front(databases: Databases, **more: str) -> Iterator[Front]:
    """Serve these databases by Granian on a free port until the block ends."""
    port = free_port()
    env = environment(
        databases,
        PORTALS_PORT=str(port),
        PORTALS_FRONT_ADDRESS=f"127.0.0.1:{port}",
        PORTALS_SCHEME="http",
        **more,
    )
    command = granian(port, workers=1)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "front.log"
        with running(*command, env=env, log=log) as process:
            up = wait_until(
                lambda: process.poll() is not None or listens(port), seconds=START_SECONDS
            )
            if not up or process.poll() is not None:
                raise RuntimeError(f"The web server did not start:\n{log.read_text()}")
            yield Front(port, databases, env, log)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Whether anybody takes connections there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
