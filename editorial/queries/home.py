"""What the blocks of a portal's home page show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from django.db.models.expressions import RawSQL

from editorial.enums import PlacementRole, StoryKind
from editorial.models import HomeBlockChoice, Placement, SectionPage
from editorial.querysets import PlacementQuerySet
from portals.models import Portal

from .images import load_renditions
from .origins import name_sources

LOCAL_NEWS = 10
NOTICES = 6
REPUBLISHED = 6
OF_A_SECTION = 4
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
class HomeStories:
    """The lead story is the newest of the portal's own; what others wrote never leads."""

    lead: Placement | None
    news: list[Placement]
    notices: list[Placement]
    republished: list[Placement]

    @property
    def changes_at(self) -> datetime | None:
        """The moment at which a notice ends and leaves the page by itself."""
        return min((notice.ends_at for notice in self.notices if notice.ends_at), default=None)


def choices_of(portal: Portal) -> list[HomeBlockChoice]:
    """Return how the board of `portal` arranged its home page. One query."""
    return list(HomeBlockChoice.objects.filter(portal=portal).order_by("position", "code"))


def home_stories(portal: Portal, now: datetime) -> HomeStories:
    """Read the stories of the home page of `portal`. Three queries, whatever it holds."""
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
    load_renditions([placement.story.lead_image for placement in news])
    return HomeStories(
        lead=news[0] if news else None,
        news=news[1:],
        notices=notices,
        republished=republished,
    )


def newest_of_section(
    portal: Portal, section_type: str, *, besides: Iterable[Placement]
) -> list[Placement]:
    """Return the newest own stories of a section that are not among `besides`. One query."""
    section = SectionPage.objects.filter(portal=portal, section_type=section_type, live=True)
    return list(
        Placement.objects.standing()
        .local()
        .filter(portal=portal, section__in=section.values("pk"), kind=StoryKind.ARTICLE)
        .exclude(pk__in=[placement.pk for placement in besides])
        .newest_first()
        .for_lists()[:OF_A_SECTION]
    )


def _listed(portal: Portal, now: datetime) -> PlacementQuerySet:
    since = now - RECENT
    params = [
        *(portal.pk, LOCAL_NEWS),
        # A notice that has ended leaves the page, and keeps its address.
        *(portal.pk, since, now, NOTICES),
        *(portal.pk, since, REPUBLISHED),
    ]
    ids = RawSQL(_LISTED, params)  # noqa: S611
    return Placement.objects.filter(pk__in=ids).newest_first().for_lists().with_ends()
