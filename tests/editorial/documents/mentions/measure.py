"""How many of the marked mentions a finder finds, and how much of what it finds is one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

Found = tuple[int, int, str]
Find = Callable[[str], Iterable[Found]]

HALVES = ("tuning", "held_back")


class Measured(NamedTuple):
    """Shares between 0 and 1, and what was missed or found falsely as (text, start, end, normalised)."""

    precision: float
    recall: float
    misses: list[tuple[str, int, int, str]]
    false_hits: list[tuple[str, int, int, str]]


def measure(find: Find, half: str) -> Measured:
    """Measure a finder on "tuning" or "held_back"; nobody who tunes it looks at the lists of the latter.

    A mention is found where start, end and normalised number are all the marked ones. Found twice, it is found once
    and false once. Where nothing at all is found, no finding is false: the precision is 1.
    """
    misses, false_hits, hits = [], [], 0
    for row in rows(half):
        text = row["text"]
        left = [tuple(mention) for mention in row["mentions"]]
        for found in find(text):
            if tuple(found) in left:
                left.remove(tuple(found))
                hits += 1
            else:
                false_hits.append((text, *found))
        misses += [(text, *mention) for mention in left]
    precision = hits / (hits + len(false_hits)) if hits or false_hits else 1.0
    return Measured(precision, hits / (hits + len(misses)), misses, false_hits)


@cache
def rows(half: str) -> list[dict[str, Any]]:
    """Return the texts of a half in the shape that README.md tells."""
    if half not in HALVES:
        raise ValueError(half)
    lines = (Path(__file__).parent / f"{half}.jsonl").read_text(encoding="utf-8")
    # Not splitlines(): texts may hold what it takes for the end of a line.
    return [json.loads(line) for line in lines.split("\n") if line]
