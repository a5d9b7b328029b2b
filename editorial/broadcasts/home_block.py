"""Bulletins on home pages: urgent ones above all else, those of today in the main column."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from editorial.models import SectionPage
from editorial.public.home_blocks import HomeBlock, HomeContext, HomeRegion

from .kind import SECTION_TYPE
from .playing import length_words
from .queries import ListedBulletin, bulletins_for_home

MOST_SHOWN = 6
_READ = "bulletins_for_home"


@dataclass(frozen=True, slots=True)
class HomeBulletin:
    bulletin: ListedBulletin
    length: str


@dataclass(frozen=True, slots=True)
class BulletinsOfToday:
    bulletins: list[HomeBulletin]
    archive_slug: str


def urgent_bulletins(context: HomeContext) -> list[HomeBulletin]:
    """Return the urgent ones of the last 24 hours. Two queries for this and the block below together."""
    return [_shown(one) for one in _found(context) if one.is_urgent]


def todays_bulletins(context: HomeContext) -> BulletinsOfToday | None:
    """Return what is aired today and is not shown above already; None where there is none. One query more."""
    rest = [one for one in _found(context) if not one.is_urgent]
    if not rest:
        return None
    section = SectionPage.objects.filter(
        portal=context.portal, section_type=SECTION_TYPE, live=True
    )
    slug = section.values_list("slug", flat=True).first() or ""
    return BulletinsOfToday([_shown(one) for one in rest[:MOST_SHOWN]], slug)


def _found(context: HomeContext) -> list[ListedBulletin]:
    known: list[ListedBulletin] | None = context.__dict__.get(_READ)
    if known is None:
        known = context.__dict__[_READ] = bulletins_for_home(context.portal, context.now)
    return known


def _shown(bulletin: ListedBulletin) -> HomeBulletin:
    return HomeBulletin(bulletin, length_words(bulletin.seconds))


URGENT = HomeBlock(
    "urgent-bulletins",
    _("Urgent bulletins of the loudspeakers"),
    HomeRegion.MAIN,
    "editorial/broadcasts/urgent_block.html",
    urgent_bulletins,
    fixed=True,
)
TODAY = HomeBlock(
    "bulletins",
    _("On the loudspeakers today"),
    HomeRegion.SIDE,
    "editorial/broadcasts/home_block.html",
    todays_bulletins,
)
