"""The clock of a test: the one of every process of the run, or for this process another moment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta

import psycopg
import redis
import time_machine
from django.utils import timezone

from portals.clock import LOCAL_ZONE
from portals.services import SUPERUSER, address
from portals.services.shares import Databases

from .moved_clock import MOVED_TO
from .processes import environment

# Between the first clock that is asked and the last one lies the start of a process.
APART = timedelta(seconds=1)
LONGEST_RUN = timedelta(hours=2)
CHILD = "import time; print(repr(time.time()))"


class Clock:
    """What a test asks for the time, and tells it.

    `move_to` moves what runs in the test's own process. PostgreSQL, Valkey and child processes keep the clock of
    the run, so a test whose moment they must share is run whole at that moment (`tests.support.moved_clock`).
    """

    def __init__(self) -> None:
        self._travels = ExitStack()

    def now(self) -> datetime:
        return timezone.now()

    def move_to(self, moment: datetime | str) -> datetime:
        """Go to a moment, by default one of Việt Nam (`"2026-03-02 02:30"`); it runs on from there."""
        if isinstance(moment, str):
            moment = datetime.fromisoformat(moment)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=LOCAL_ZONE)
        self._travels.close()
        self._travels.enter_context(time_machine.travel(moment, tick=True))
        return moment

    def come_back(self) -> None:
        self._travels.close()


@contextmanager
def of_a_test() -> Iterator[Clock]:
    clock = Clock()
    try:
        yield clock
    finally:
        clock.come_back()


def readings(databases: Databases) -> dict[str, datetime]:
    """Ask each clock that a test may meet, one after another."""
    found = {"pytest": timezone.now()}
    postgres = address("postgres", database="postgres", role=SUPERUSER)
    with psycopg.connect(postgres) as connection:
        row = connection.execute("SELECT statement_timestamp()").fetchone()
        assert row is not None
        found["postgres"] = row[0]
    for name in ("queue", "cache"):
        url = databases.queue_url if name == "queue" else databases.cache_url
        with redis.Redis.from_url(url) as valkey:
            seconds, millionths = valkey.time()
        found[name] = _at(seconds + millionths / 1_000_000)
    child = subprocess.run(
        [sys.executable, "-S", "-c", CHILD],
        env=environment(databases), capture_output=True, text=True, check=True,
    )  # fmt: skip
    found["child"] = _at(float(child.stdout))
    found["pytest, again"] = timezone.now()
    return found


def disagreement(found: dict[str, datetime]) -> str:
    """Say which clocks lie outside the time of the asking, or miss the moment that was promised."""
    first, last = found["pytest"] - APART, found["pytest, again"] + APART
    wrong = [f"{name} {at:%F %T.%f}" for name, at in found.items() if not first <= at <= last]
    if wrong:
        return f"pytest {found['pytest']:%F %T.%f} UTC, but " + ", ".join(wrong)
    promised = os.environ.get(MOVED_TO)
    if (
        promised
        and not timedelta(0) <= found["pytest"] - datetime.fromisoformat(promised) < LONGEST_RUN
    ):
        return f"moved to {promised} they say, but it is {found['pytest']:%F %T} UTC"
    return ""


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=LOCAL_ZONE)
