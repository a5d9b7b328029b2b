"""A contested text that is taken down owes its readers nothing more."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from .setting_right import settle_corrections

if TYPE_CHECKING:
    from editorial.models import StoryPage


class CorrectionsEnd:
    """For `placements.withdrawals`: what was wrong stands nowhere any more."""

    rank = 86

    def lock(self, story: StoryPage) -> None:
        """Nothing: the rows are written by one statement."""

    def settle(self, *, story: StoryPage, now: datetime, reason: str) -> None:
        settle_corrections(story, now)
