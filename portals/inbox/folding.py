"""A page of the list as it is folded: what waits first stands open, the rest by kind under a line that tells of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from .items import InboxUrgency, things_told
from .registry import sources
from .words import InboxLine

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Lines that always stand open, and up to how many a page is not folded: a fold of one or two saves nothing.
FIRST, WHOLE = 6, 8


@dataclass(frozen=True, slots=True)
class ToldLine:
    """A line with who else of its board is told of such things, and until when it may be laid aside.

    `number`: its place on the page.
    """

    number: int
    line: InboxLine
    others: str
    latest: date | None
    proposed: date | None
    aside_until: date | None


@dataclass(frozen=True, slots=True)
class InboxFold:
    """Lines of a kind that are folded away, and what of them presses."""

    label: StrOrPromise
    lines: Sequence[ToldLine]

    @property
    def things(self) -> int:
        return things_told(one.line.item for one in self.lines)

    @property
    def urgent(self) -> int:
        urgent = InboxUrgency.URGENT
        return things_told(one.line.item for one in self.lines if one.line.item.urgency == urgent)

    @property
    def late(self) -> int:
        return things_told(one.line.item for one in self.lines if one.line.overdue)


def told_in_folds(told: Sequence[ToldLine], *, is_whole: bool) -> dict[str, Any]:
    """Return all lines, those that stand open and the folds, in the list's order. `is_whole`: nothing is folded."""
    first = len(told) if is_whole or len(told) <= WHOLE else FIRST
    by_kind: dict[str, list[ToldLine]] = {}
    for one in told[first:]:
        by_kind.setdefault(one.line.item.kind, []).append(one)
    labels = {source.kind: source.label for source in sources()}
    folds = [InboxFold(labels[kind], lines) for kind, lines in by_kind.items()]
    return {"told": told, "first": told[:first], "folds": folds}
