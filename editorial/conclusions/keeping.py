"""A conclusion is published with its full text, and stays public for fifteen days in a row."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from editorial.enums import PlacementRole
from editorial.models import Placement, StoryWithdrawal
from portals.boards.enums import Position
from portals.boards.queries import holds_post
from portals.clock import LOCAL_ZONE, local_date
from portals.queries import overseers_of
from portals.refusals import Refusal

from .models import ConclusionPage

if TYPE_CHECKING:
    from editorial.models import StoryPage
    from portals.boards.models import User

# Fifteen consecutive days (Decree 43/2023; domain notes 0.6).
KEPT = timedelta(days=15)
HEAD = frozenset({Position.HEAD})


class FullTextMissing(Refusal):
    """A conclusion without its full text as a file."""


class KeptStill(Refusal):
    """A conclusion that was not public for as long as it must be."""


def refuse_without_full_text(*, story: StoryPage, now: datetime) -> None:
    """Take back the publication of a conclusion to which no file is attached. For `placements.publications`."""
    if not isinstance(story, ConclusionPage) or story.adapted_from_id is not None:
        return
    if not any(block.block_type == "file" and block.value["document"] for block in story.body):
        raise FullTextMissing(
            _(
                "A conclusion is published in full: attach its text as a file, then publish it again."
            )
        )


class ConclusionsKept:
    """Refuse to end a conclusion before its days are over, but by a head who gives a reason.

    What a head ends early is owed again: the duty that it met has the same number of days.
    """

    rank = 84

    def lock(self, story: StoryPage) -> None:
        """Nothing: what is read of it changes with the story's own placements, which the caller holds."""

    def settle(self, *, story: StoryPage, now: datetime, reason: str) -> None:
        # A board's own version of another's text is a text, and goes with it.
        if story.specific_class is not ConclusionPage or story.adapted_from_id is not None:
            return
        since = _public_since(story)
        if since is None or now >= since + KEPT:
            return
        decision = StoryWithdrawal.objects.filter(story=story).order_by("removed_at", "pk").last()
        by = decision.by if decision is not None and decision.removed_at == now else None
        if by is None or not _is_head(by, story, now):
            raise KeptStill(
                _(
                    "A conclusion stays public for 15 days in a row, this one until %(until)s. Before that only the "
                    "head of the board takes it down, and it is owed again."
                )
                % {"until": f"{(since + KEPT).astimezone(LOCAL_ZONE):%H:%M %d/%m/%Y}"}
            )


def _public_since(story: StoryPage) -> datetime | None:
    """Return since when it stood without a break on its own portal, until now."""
    own = Placement.objects.filter(story=story, role=PlacementRole.ORIGIN)
    last = own.order_by("placed_at", "pk").last()
    return last.placed_at if last is not None else None


def _is_head(user: User, story: StoryPage, now: datetime) -> bool:
    """Whether `user` heads the board that wrote it, or one above."""
    portal = story.portal_of_page()
    offices = [portal, *overseers_of(portal, local_date(now))]
    return any(holds_post(user, office, now, HEAD) for office in offices)
