"""What boards find to practise on, written on each fresh clone by the verbs; each floor registers its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction


@dataclass(frozen=True, slots=True)
class PracticeSeed:
    """`write` is called once on a fresh clone; all in one transaction, by `rank`."""

    name: str
    rank: int
    write: Callable[[datetime], None]


_seeds: dict[str, PracticeSeed] = {}


def register(seed: PracticeSeed) -> None:
    """Add a seed; called once, from an app's `ready()`."""
    if seed.name in _seeds:
        raise ValueError(f"Registered twice: {seed.name}")
    _seeds[seed.name] = seed


def practice_seeds() -> list[PracticeSeed]:
    return sorted(_seeds.values(), key=lambda seed: seed.rank)


def seed_practice(*, now: datetime) -> None:
    """Write all seeds, or none."""
    with transaction.atomic():
        for seed in practice_seeds():
            seed.write(now)
