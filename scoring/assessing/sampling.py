"""Which items a person reads for a judgement: drawn by the month's published seed, so anybody can draw them again."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from scoring.measures.own_items import OwnItem
from scoring.periods import Month

A_MONTH = 3
A_QUARTER = 10


def size_of_sample(month: Month) -> int:
    """Ten in the month that ends a quarter, three in the others."""
    return A_QUARTER if month.month % 3 == 0 else A_MONTH


def draw(items: Iterable[OwnItem], *, seed: str, size: int) -> list[OwnItem]:
    """Return `size` of the items, or all where there are fewer: those whose hash with the seed is lowest. Pure."""
    return sorted(items, key=lambda item: lot(seed, item.story_id))[:size]


def lot(seed: str, story_id: int) -> str:
    return sha256(f"{seed}:{story_id}".encode()).hexdigest()
