"""Whose inbox it is: a person at one instant, with the boards that the question is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from portals.boards.approval import Powers, approval_powers
from portals.boards.enums import ALL_POSITIONS, Position
from portals.boards.queries import posts_of
from portals.models import Oversight

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
    # The posts that the request knows already.
    known_posts: Sequence[tuple[Portal, Position]] | None = None

    @cached_property
    def posts(self) -> Sequence[tuple[Portal, Position]]:
        """Every post of the person, whichever portal is asked about. One query."""
        return posts_of(self.user, self.now) if self.known_posts is None else self.known_posts

    @cached_property
    def powers(self) -> dict[int, Powers]:
        """What the person may decide on each board, delegations and absences included. Three queries."""
        return approval_powers(self.user, [portal for portal, _position in self.posts], self.now)

    def portals(self, positions: frozenset[Position] = ALL_POSITIONS) -> list[Portal]:
        """The portals asked about on whose boards the person holds one of `positions`."""
        return [
            portal
            for portal, position in self.posts
            if position in positions and self.only_portal_id in (None, portal.pk)
        ]

    def overseeing(self, positions: frozenset[Position]) -> list[Portal]:
        """Those of `portals(positions)` below which another portal stands, or ever stood.

        What comes from below, or was sent there, waits for nobody else: a source that begins here asks nothing for
        the boards of communes.
        """
        return [portal for portal in self.portals(positions) if portal.pk in self._overseers]

    @cached_property
    def _overseers(self) -> set[int]:
        """One query."""
        return set(
            Oversight.objects.filter(overseer__in=[portal.pk for portal, _post in self.posts])
            .values_list("overseer_id", flat=True)
            .distinct()
        )
