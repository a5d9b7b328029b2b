"""Which items a person reads for a judgement: drawn by the month's published seed, so anybody can draw them again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from portals.models import Portal
from scoring.measures.own_items import OwnItem
from scoring.periods import Month

from .items import items_of_month

A_MONTH = 3
A_QUARTER = 10
MONTHS_OF_A_QUARTER = 3
# What is judged by reading the drawn items.
SAMPLED = frozenset({"judged.accuracy"})


def size_of_sample(month: Month) -> int:
    """Ten in the month that ends a quarter, three in the others."""
    return A_QUARTER if month.month % 3 == 0 else A_MONTH


def draw(items: Iterable[OwnItem], *, seed: str, size: int) -> list[OwnItem]:
    """Return `size` of the items, or all where there are fewer: those whose hash with the seed is lowest. Pure."""
    return sorted(items, key=lambda item: lot(seed, item.story_id))[:size]


def lot(seed: str, story_id: int) -> str:
    return sha256(f"{seed}:{story_id}".encode()).hexdigest()


def news_to_draw_from(
    portals: Sequence[Portal], month: Month, now: datetime
) -> Mapping[int, list[OwnItem]]:
    """Return the own news of each portal that a sample of `month` is drawn from. A fixed number of queries."""
    quarter = size_of_sample(month) == A_QUARTER
    months = [month.later(-past) for past in range(MONTHS_OF_A_QUARTER if quarter else 1)]
    found: dict[int, list[OwnItem]] = {portal.pk: [] for portal in portals}
    for one in reversed(months):
        for portal_id, items in items_of_month(portals, one, now).items():
            found[portal_id] += [item for item in items if item.is_news]
    return found
