"""What the blocks of a portal's home page show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from editorial.enums import StoryKind
from editorial.models import HomeBlockChoice, Placement, SectionPage
from portals.models import Portal

from .images import load_renditions
from .origins import name_sources

LOCAL_NEWS = 10
NOTICES = 6
REPUBLISHED = 6
OF_A_SECTION = 4
# Older than this is not news from above; the bound also keeps the reading short on portals that republish little.
RECENT = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class HomeStories:
    """The lead story is the newest of the portal's own; what others wrote never leads."""

    lead: Placement | None
    news: list[Placement]
    notices: list[Placement]
    republished: list[Placement]


def choices_of(portal: Portal) -> list[HomeBlockChoice]:
    """Return how the board of `portal` arranged its home page. One query."""
    return list(HomeBlockChoice.objects.filter(portal=portal).order_by("position", "code"))


def home_stories(portal: Portal, now: datetime) -> HomeStories:
    """Read the stories of the home page of `portal`. Five queries, whatever it holds."""
    standing = Placement.objects.standing().on(portal).newest_first().for_lists()
    recent = standing.filter(placed_at__gte=now - RECENT)
    news = list(standing.local().filter(kind=StoryKind.ARTICLE)[:LOCAL_NEWS])
    notices = list(recent.filter(kind=StoryKind.NOTICE)[:NOTICES])
    republished = list(recent.taken_over().filter(kind=StoryKind.ARTICLE)[:REPUBLISHED])
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
