"""Sections whose content comes to a successor: what rows of a change say of it, and the floor that carries it out.

Where a row names no section, all of its portal stands as an archive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .models import ReformAct, ReformRow
    from .switching import Switching

# In place of codes: whatever section there is, as far as the successor may have it.
ALL_SECTIONS = "all"


@dataclass(frozen=True, slots=True)
class SectionsMove:
    """Sections of `original`, by their codes, go to `result`, both keys of portals.

    Where the original `ends`, the addresses of emptied sections lead on as well; else it keeps them, empty.
    """

    original: int
    result: int
    sections: tuple[str, ...]
    ends: bool


@dataclass(frozen=True, slots=True)
class ContentMover:
    """How the floor that has pages brings sections to a successor, and back.

    `names` are those of sections by their codes; `allowed` the codes that portals of each tier may have on a day.
    `count` takes keys of portals, and tells of each section how many pages go with it. `carry` returns how many went,
    by original and code; `before_restoring` what stays, as `restore` names it, and runs before rows are put back, while
    `after_restoring` makes what follows from them.
    """

    names: Callable[[], Mapping[str, str]]
    allowed: Callable[[date], Mapping[str, frozenset[str]]]
    count: Callable[[Iterable[int]], Mapping[int, Mapping[str, int]]]
    carry: Callable[[Switching, Sequence[SectionsMove]], Mapping[tuple[int, str], int]]
    before_restoring: Callable[[Switching, ReformAct], list[dict[str, Any]]]
    after_restoring: Callable[[Switching, ReformAct], None]


_movers: list[ContentMover] = []


def register_content_mover(mover: ContentMover) -> None:
    """Once, by the floor that has pages."""
    if _movers:
        raise ValueError("two floors move sections")
    _movers.append(mover)


def content_mover() -> ContentMover:
    return _movers[0]


def moves_of(
    rows: Iterable[ReformRow], ending: Iterable[int], results: Mapping[int, int]
) -> list[SectionsMove]:
    """What the rows of a change move. `results` has the portal of each unit, by keys."""
    ends = set(ending)
    return [
        SectionsMove(
            row.original_id, results[row.result_id], tuple(row.sections), row.original_id in ends
        )
        for row in rows
        if row.sections and row.original_id and row.result_id
    ]
