"""The blocks of a portal's home page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from editorial.enums import PlacementRole, StoryKind
from editorial.models import Placement
from portals.models import Portal

from .images import load_renditions
from .origins import name_sources

LOCAL_NEWS = 10
NOTICES = 6
REPUBLISHED = 6
# Older than this is not news from above; the bound also keeps the reading short on portals that republish little.
RECENT = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class HomeBlocks:
    """The lead story is the newest of the portal's own; without own stories, the newest from elsewhere."""

    lead: Placement | None
    news: list[Placement]
    notices: list[Placement]
    republished: list[Placement]

    @property
    def changes_at(self) -> datetime | None:
        """The moment at which a notice ends and leaves the page by itself."""
        return min((notice.ends_at for notice in self.notices if notice.ends_at), default=None)


def home_blocks(portal: Portal, now: datetime) -> HomeBlocks:
    """Read the home page of `portal`. Five queries, whatever it holds."""
    standing = Placement.objects.standing().on(portal).newest_first().for_lists()
    recent = standing.filter(placed_at__gte=now - RECENT)
    news = list(standing.filter(role=PlacementRole.ORIGIN, kind=StoryKind.ARTICLE)[:LOCAL_NEWS])
    notices = list(recent.filter(kind=StoryKind.NOTICE).going_on(now).with_ends()[:NOTICES])
    republished = list(recent.taken_over().filter(kind=StoryKind.ARTICLE)[: REPUBLISHED + 1])
    name_sources(chain(notices, republished))
    lead = None
    if news:
        lead = news.pop(0)
    elif republished:
        lead = republished.pop(0)
    listed = [*news, *republished, *([lead] if lead else [])]
    load_renditions([placement.story.lead_image for placement in listed])
    return HomeBlocks(
        lead=lead,
        news=news,
        notices=notices,
        republished=republished[:REPUBLISHED],
    )
