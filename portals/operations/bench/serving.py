"""Serving pages for a bench: the web server, nginx in front of it, and whoever asks."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import psutil
from django.conf import settings

from portals.services import ServicesRefused
from portals.services.daemons import wait_until
from portals.serving.command import APPLICATION

from .scratch import WEB_WORKERS, free_port, listens, web_command

CONNECTIONS = 8
START_SECONDS = 60.0
# What a worker spends at least on its part of a second of visits.
BUSY_SECONDS = 0.02
# As every browser says; a client that takes no compression has each stored page unpacked for it.
ENCODING = "gzip"
LONGEST_ASKING_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Server:
    """A web server that runs: where, the process from which its workers come, and how many these are."""

    port: int
    process: psutil.Process
    workers: int

    def worked(self) -> float:
        """The seconds on a processor that it and its workers have spent."""
        return sum(self._times().values())

    def warm_up(self, host: str, path: str, *, seconds: float = 1) -> None:
        """Visit the page, for so long each time, until every worker takes part.

        One that still starts would spoil what is measured.
        """
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            before = self._times()
            rate_of(self.port, host, path, seconds)
            after = self._times()
            busy = sum(after[pid] - before.get(pid, 0) > BUSY_SECONDS for pid in after)
            if busy >= self.workers:
                return
        raise ServicesRefused("Not every worker of the web server answers.")

    def _times(self) -> dict[int, float]:
        all_of_it = [self.process, *self.process.children(recursive=True)]
        return {one.pid: sum(one.cpu_times()[:2]) for one in all_of_it}


@contextmanager
def served(
    application: str = APPLICATION,
    *,
    workers: int = WEB_WORKERS,
    env: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    port = free_port()
    web = subprocess.Popen(
        web_command(port, application, workers=workers),
        cwd=settings.ROOT,
        env=os.environ | (env or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        if not wait_until(lambda: listens(port), seconds=START_SECONDS):
            raise ServicesRefused("The web server did not answer.")
        yield Server(port, psutil.Process(web.pid), workers)
    finally:
        web.terminate()
        web.wait()


def wrk() -> str | None:
    return shutil.which("wrk")


def rate_of(port: int, host: str, path: str, seconds: float) -> tuple[float, int]:
    """Requests a second, and how many were made in all; only answers of 200 count."""
    for _ in range(2 * CONNECTIONS):
        _get(port, host, path)
    program = wrk()
    return (
        _rate_of_wrk(program, port, host, path, seconds)
        if program
        else _rate_of_python(port, host, path, seconds)
    )


def _rate_of_wrk(
    program: str, port: int, host: str, path: str, seconds: float
) -> tuple[float, int]:
    # It takes whole ones only.
    whole = max(1, round(seconds))
    done = subprocess.run(
        [
            program, "-t2", f"-c{CONNECTIONS}", f"-d{whole}s", "-H", f"Host: {host}",
            "-H", f"Accept-Encoding: {ENCODING}",
            f"http://127.0.0.1:{port}{path}",
        ],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    if "Non-2xx" in done.stdout:
        raise ServicesRefused(f"{host}{path} did not always answer 200:\n{done.stdout}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    asked = re.search(r"(\d+) requests in", done.stdout)
    if rate is None or asked is None:
        raise ServicesRefused(f"wrk did not say its rate:\n{done.stdout}")
    return float(rate[1]), int(asked[1])


def _rate_of_python(port: int, host: str, path: str, seconds: float) -> tuple[float, int]:
    deadline = time.monotonic() + seconds

    def visit(_number: int) -> int:
        count = 0
        while count == 0 or time.monotonic() < deadline:
            _get(port, host, path)
            count += 1
        return count

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        asked = sum(pool.map(visit, range(CONNECTIONS)))
    return asked / seconds, asked


def _get(port: int, host: str, path: str) -> None:
    connected = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST_ASKING_SECONDS)
    try:
        connected.request("GET", path, headers={"Host": host, "Accept-Encoding": ENCODING})
        answer = connected.getresponse()
        answer.read()
    finally:
        connected.close()
    if answer.status != http.client.OK:
        raise ServicesRefused(f"{host}{path} answered {answer.status}.")
