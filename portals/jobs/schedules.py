"""What runs by the clock, registered by each floor for itself in `ready()`.

A schedule only nudges: RQ's scheduler has no leader lock and no catch-up, so two of them may queue the same job twice
and a stopped one skips. Every scheduled job therefore asks the database what is due, and is safe to run twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.conf import settings

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
    in_practice: bool = True

    @property
    def name(self) -> str:
        return " ".join([f"{self.job.__module__}.{self.job.__name__}", *self.arguments.values()])


_schedules: list[Schedule] = []


def register(
    job: Callable[..., object],
    *,
    every_seconds: int,
    queue: str,
    in_practice: bool = True,
    **arguments: str,
) -> None:
    """Have `job`, a function of a module, put on `queue` every so many seconds.

    What asks others, or watches what is public, is not done `in_practice`: it would find everything amiss.
    """
    _schedules.append(Schedule(job, every_seconds, queue, arguments, in_practice))


def schedules() -> tuple[Schedule, ...]:
    """What this install does by the clock."""
    practises = bool(settings.PORTALS_PRACTICE_OF)
    return tuple(one for one in _schedules if one.in_practice or not practises)
