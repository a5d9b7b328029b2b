"""Whose inbox it is: a person at one instant, with the boards that the question is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import BooleanField, ExpressionWrapper, Q

from portals.boards.approval import Powers, approval_powers
from portals.boards.enums import ALL_POSITIONS, Position
from portals.boards.queries import posts_of
from portals.calendar.working_days import WorkingCalendar, load_calendar
from portals.clock import local_date
from portals.models import Oversight

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.models import Portal

    from .items import InboxItem


# Of which of the reader's own portals an item is, by its number.
type ToldOn = Callable[[InboxItem], int]


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

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """The working calendar, for lines whose time is counted in working hours or days. Two queries."""
        return load_calendar()

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
        overseers = {overseer_id for _below, overseer_id, _in_force in self._ties}
        return [portal for portal in self.portals(positions) if portal.pk in overseers]

    def below(self, portals: Iterable[Portal]) -> dict[int, int]:
        """The portals directly below one of `portals` now, each with its overseer, by their ids."""
        asked = {portal.pk for portal in portals}
        return {
            portal_id: overseer_id
            for portal_id, overseer_id, in_force in self._ties
            if in_force and overseer_id in asked
        }

    def told_on(self, item: InboxItem) -> int:
        """The person's own portal through which they are told of `item`: of a thing below, the one that oversees it."""
        portal_id = item.portal.pk
        if portal_id in self._own:
            return portal_id
        return self._overseers.get(portal_id, self._own[0] if self._own else portal_id)

    @cached_property
    def _own(self) -> list[int]:
        return [portal.pk for portal, _position in self.posts]

    @cached_property
    def _overseers(self) -> dict[int, int]:
        return self.below(portal for portal, _position in self.posts)

    @cached_property
    def _ties(self) -> list[tuple[int, int, bool]]:
        """Who is, or ever was, below the person's portals; whether they are now. One query."""
        today = Q(period__contains=local_date(self.now))
        return list(
            Oversight.objects.filter(overseer__in=[portal.pk for portal, _post in self.posts])
            .annotate(in_force=ExpressionWrapper(today, output_field=BooleanField()))
            .values_list("portal_id", "overseer_id", "in_force")
        )
