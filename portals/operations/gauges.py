"""What an operator's monitoring reads from the database, registered by each floor for itself in `ready()`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Gauge:
    """A number of this moment. `read` makes one query that stays cheap however much there is."""

    name: str
    meaning: str
    read: Callable[[], float]


_gauges: list[Gauge] = []


def register(name: str, meaning: str, read: Callable[[], float]) -> None:
    _gauges.append(Gauge(name, meaning, read))


def gauges() -> tuple[Gauge, ...]:
    return tuple(_gauges)
