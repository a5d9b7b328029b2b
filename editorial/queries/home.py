"""The blocks of a portal's home page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from django.db.models.expressions import RawSQL

from editorial.enums import PlacementRole, StoryKind
from editorial.models import Placement
from editorial.querysets import PlacementQuerySet
from portals.models import Portal

from .images import load_renditions
from .origins import name_sources

LOCAL_NEWS = 10
NOTICES = 6
REPUBLISHED = 6
# Older than this is not news from above; the bound also keeps the reading short on portals that republish little.
RECENT = timedelta(days=60)
# The ids of all three lists, so that the rows behind them are one query. Each list stays short by its own index.
_LISTED = """
    (SELECT id FROM editorial_placement
     WHERE portal_id = %s AND removed_at IS NULL AND role = 'origin' AND kind = 'article'
     ORDER BY placed_at DESC, id DESC LIMIT %s)
    UNION ALL
    (SELECT id FROM editorial_placement
     WHERE portal_id = %s AND removed_at IS NULL AND kind = 'notice'
       AND placed_at >= %s AND NOT EXISTS (
         SELECT FROM editorial_noticepage AS notice
         WHERE notice.storypage_ptr_id = story_id AND notice.ends_at <= %s)
     ORDER BY placed_at DESC, id DESC LIMIT %s)
    UNION ALL
    (SELECT id FROM editorial_placement
     WHERE portal_id = %s AND removed_at IS NULL AND role <> 'origin' AND kind = 'article'
       AND placed_at >= %s
     ORDER BY placed_at DESC, id DESC LIMIT %s)
"""


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
    """Read the home page of `portal`. Three queries, whatever it holds."""
    news: list[Placement] = []
    notices: list[Placement] = []
    republished: list[Placement] = []
    for placement in _listed(portal, now):
        if placement.kind == StoryKind.NOTICE:
            notices.append(placement)
        elif placement.role == PlacementRole.ORIGIN:
            news.append(placement)
        else:
            republished.append(placement)
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


def _listed(portal: Portal, now: datetime) -> PlacementQuerySet:
    since = now - RECENT
    params = [
        *(portal.pk, LOCAL_NEWS),
        # A notice that has ended leaves the page, and keeps its address.
        *(portal.pk, since, now, NOTICES),
        *(portal.pk, since, REPUBLISHED + 1),
    ]
    ids = RawSQL(_LISTED, params)  # noqa: S611
    return Placement.objects.filter(pk__in=ids).newest_first().for_lists().with_ends()
