"""What runs by the clock, registered by each floor for itself in `ready()`.

A schedule only nudges: RQ's scheduler has no leader lock and no catch-up, so two of them may queue the same job twice
and a stopped one skips. Every scheduled job therefore asks the database what is due, and is safe to run twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Schedule:
    job: Callable[[], object]
    every_seconds: int


_schedules: list[Schedule] = []


def register(job: Callable[[], object], *, every_seconds: int) -> None:
    """Have `job`, a function of a module without arguments, queued every so many seconds."""
    _schedules.append(Schedule(job, every_seconds))


def schedules() -> tuple[Schedule, ...]:
    return tuple(_schedules)
