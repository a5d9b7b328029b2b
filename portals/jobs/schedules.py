"""What runs by the clock, registered by each floor for itself in `ready()`.

A schedule only nudges: RQ's scheduler has no leader lock and no catch-up, so two of them may queue the same job twice
and a stopped one skips. Every scheduled job therefore asks the database what is due, and is safe to run twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

# What somebody waits for, and a moment's work; dispatches are on it. Nothing that takes long, nothing that asks others.
HASTY = "default"
# Rounds that may take a minute or ask servers of others: links, the virus scanner.
ROUTINE = "routine"
MAIL = "mail"
# Looks at our own public pages, of which there are very many.
WATCH = "watch"
# A minute of work for some minutes of sound, which somebody waits for.
SOUND = "sound"
# Minutes and hours.
BULK = "bulk"


@dataclass(frozen=True)
class Schedule:
    job: Callable[..., object]
    every_seconds: int
    queue: str
    arguments: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return " ".join([f"{self.job.__module__}.{self.job.__name__}", *self.arguments.values()])


_schedules: list[Schedule] = []


def register(
    job: Callable[..., object], *, every_seconds: int, queue: str, **arguments: str
) -> None:
    """Have `job`, a function of a module, put on `queue` every so many seconds."""
    _schedules.append(Schedule(job, every_seconds, queue, arguments))


def schedules() -> tuple[Schedule, ...]:
    return tuple(_schedules)
