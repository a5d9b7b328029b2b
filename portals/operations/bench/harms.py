"""What happens to servers at random moments: killed, brought to a halt and let go again, filled up."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from random import Random

import psutil
from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

TARGETS = ("worker", "web", "queue", "cache", "postgres")
# Longer than the bounds within which everybody stops waiting for a server.
AWAY_SECONDS = 4.0


class HarmWay(StrEnum):
    KILLED = "killed"
    HALTED = "halted"
    FULL = "full"


@dataclass(frozen=True)
class Harm:
    """One thing done to one server."""

    target: str
    way: HarmWay

    def __str__(self) -> str:
        return f"{self.target} {self.way}"

    def do(self, pid: Path) -> None:
        """Do it, and return when the server is, or will be, as before. `pid`: the file that names its process."""
        if self.way is HarmWay.KILLED:
            with suppress(ProcessLookupError):
                os.kill(int(pid.read_text()), signal.SIGKILL)
        elif self.way is HarmWay.HALTED:
            with _halted(int(pid.read_text())):
                time.sleep(AWAY_SECONDS)
        else:
            with _full():
                time.sleep(AWAY_SECONDS)


HARMS = (
    *(Harm(target, HarmWay.KILLED) for target in TARGETS),
    *(Harm(target, HarmWay.HALTED) for target in TARGETS),
    Harm("queue", HarmWay.FULL),
)


def draw_harms(random: Random, rounds: int) -> list[Harm]:
    """Return a harm for each round: each as often as the others, as far as the rounds go, in a drawn order."""
    many = [
        harm for _ in range(rounds // len(HARMS) + 1) for harm in random.sample(HARMS, len(HARMS))
    ]
    return many[:rounds]


@contextmanager
def _halted(pid: int) -> Iterator[None]:
    """Keep a server and its children from running: they hold their connections, and answer nothing."""
    halted = []
    with suppress(psutil.NoSuchProcess):
        parent = psutil.Process(pid)
        for process in [parent, *parent.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                process.suspend()
                halted.append(process)
    try:
        yield
    finally:
        for process in reversed(halted):
            with suppress(psutil.NoSuchProcess):
                process.resume()


@contextmanager
def _full() -> Iterator[None]:
    """Have the queue answer and take nothing more, as one whose memory is used up."""
    with Redis.from_url(settings.RQ_QUEUES["default"]["URL"], socket_timeout=2) as queue:
        with suppress(RedisError):
            queue.config_set("maxmemory", 1)
        try:
            yield
        finally:
            # One that was started anew meanwhile has room again.
            with suppress(RedisError):
                queue.config_set("maxmemory", 0)
