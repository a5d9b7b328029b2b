"""Plans are listed on the portals below as well, whose stored pages do not know of the portal that publishes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from editorial.land.models import LandPlanPage
from portals.pagecache.cache_invalidation import change_province_edition

if TYPE_CHECKING:
    from editorial.models import StoryPage


def follow_plan(*, story: StoryPage, now: datetime) -> None:
    """Have the communes that a plan names list it. For `placements.publications`."""
    if isinstance(story, LandPlanPage):
        change_province_edition(forbid_stale=True)


class LandPlansEnd:
    """What was withdrawn is listed nowhere any more. For `placements.withdrawals`."""

    rank = 85

    def lock(self, story: StoryPage) -> None:
        """Nothing: no row depends on a plan."""

    def settle(self, *, story: StoryPage, now: datetime, reason: str) -> None:
        if LandPlanPage.objects.filter(pk=story.pk).exists():
            change_province_edition(forbid_stale=True)
