"""Whose inbox it is: a person at one instant, with the boards that the question is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from portals.boards.enums import ALL_POSITIONS, Position
from portals.boards.queries import portals_of

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.models import Portal


@dataclass(frozen=True)
class InboxReader:
    """A person and the portals that are asked about: all of their boards, or the one of `only_portal_id`.

    What they may do follows from posts held at `now`, never from groups. So mail and pages show the same.
    """

    user: User
    now: datetime
    only_portal_id: int | None = None
    _known: dict[frozenset[Position], list[Portal]] = field(default_factory=dict, repr=False)

    def portals(self, positions: frozenset[Position] = ALL_POSITIONS) -> list[Portal]:
        """The portals on whose boards the person holds one of `positions`. One query a set of positions."""
        if positions not in self._known:
            self._known[positions] = [
                portal
                for portal in portals_of(self.user, self.now, positions)
                if self.only_portal_id in (None, portal.pk)
            ]
        return self._known[positions]
