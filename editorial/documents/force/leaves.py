"""One smallest provision, and how it stands from day to day as events pass over it."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date

from editorial.documents.force.provisions import enclosing

OWN_TERM = "own term"
"""What ended a leaf that no event ended: the last day in force that the document gives itself (R5)."""


@dataclass(frozen=True, slots=True)
class LeafStanding:
    """What lies upon a leaf at the end of a day: the ids of the events that ended, doubt or suspend it.

    `ended_by` may be `OWN_TERM`. Whether the leaf has begun to apply is another matter: that the day says.
    """

    ended_by: str | None = None
    doubted_by: tuple[str, ...] = ()
    suspended_by: tuple[str, ...] = ()
    perhaps_suspended_by: tuple[str, ...] = ()


UNTOUCHED = LeafStanding()


@dataclass(slots=True)
class Leaf:
    """A leaf of one document while its history runs; afterwards, what it was on any day (`standing_on`).

    `around` are the paths of all that encloses it, its own among them.
    """

    path: str
    start: date | None
    around: frozenset[str] = field(init=False)
    ended_by: str | None = None
    doubted_by: list[str] = field(default_factory=list)
    # By the id of the suspension: whether it is certain.
    suspensions: dict[str, bool] = field(default_factory=dict)
    _days: list[date] = field(default_factory=list)
    _standings: list[LeafStanding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.around = frozenset(enclosing(self.path))

    def end(self, cause: str) -> None:
        """End the leaf; what ended it first stays the cause."""
        self.ended_by = self.ended_by or cause

    def doubt(self, event_id: str) -> None:
        """Let it be unknown from now on whether the leaf is ended (R13)."""
        if event_id not in self.doubted_by:
            self.doubted_by.append(event_id)

    def restore(self, event_id: str, *, certainly: bool) -> None:
        """Bring an ended leaf back; where that is not certain, it is unknown. Others stay as they are (R10)."""
        if not self.ended_by:
            return
        self.ended_by = None
        if not certainly:
            self.doubt(event_id)

    def suspend(self, suspension_id: str, *, certainly: bool) -> None:
        """Suspend the leaf, or say that it may be suspended (R12, R13)."""
        self.suspensions[suspension_id] = certainly

    def release(self, suspension_id: str, *, certainly: bool = True) -> None:
        """End one suspension of the leaf; where that is not certain, the leaf may still be suspended."""
        if suspension_id not in self.suspensions:
            return
        if certainly:
            del self.suspensions[suspension_id]
        else:
            self.suspensions[suspension_id] = False

    def keep(self, day: date) -> None:
        """Write down how the leaf stands after what happened on a day; days come in their order."""
        standing = LeafStanding(
            ended_by=self.ended_by,
            doubted_by=tuple(self.doubted_by),
            suspended_by=tuple(name for name, certain in self.suspensions.items() if certain),
            perhaps_suspended_by=tuple(
                name for name, certain in self.suspensions.items() if not certain
            ),
        )
        if self._days and self._days[-1] == day:
            self._standings[-1] = standing
        else:
            self._days.append(day)
            self._standings.append(standing)

    def standing_on(self, day: date) -> LeafStanding:
        """Return how the leaf stands at the end of a day."""
        position = bisect_right(self._days, day)
        return self._standings[position - 1] if position else UNTOUCHED

    def days(self) -> tuple[date, ...]:
        """Return the days on which something happened to the leaf."""
        return tuple(self._days)
