"""What the blocks of a portal's home page show."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from django.db.models.expressions import RawSQL

from editorial.enums import PlacementRole
from editorial.kinds.lists import over_by, with_ends
from editorial.kinds.registry import HomeList, codes_of
from editorial.models import HomeBlockChoice, Placement
from editorial.querysets import PlacementQuerySet
from portals.models import Portal

from .images import load_renditions
from .origins import name_sources

LOCAL_NEWS = 10
NOTICES = 5
REPUBLISHED = 5
OF_A_SECTION = 4
# The kinds of section for which `editorial.appearance.own_blocks` registers a block.
SECTIONS = ("chi-dao", "tuyen-truyen")
# Older than this is not news from above; the bound also keeps the reading short on portals that republish little.
RECENT = timedelta(days=60)
# The ids of all lists, so that the rows behind them are one query. Each list stays short by an index, which is in the
# order of one kind: of several kinds each gives its newest.
_OWN = """
    SELECT own.id FROM unnest(%s::text[]) AS wanted(kind) CROSS JOIN LATERAL (
        SELECT id, placed_at FROM editorial_placement
        WHERE portal_id = %s AND removed_at IS NULL AND role = 'origin' AND kind = wanted.kind
          AND {condition}
        ORDER BY placed_at DESC, id DESC LIMIT %s
    ) AS own ORDER BY own.placed_at DESC, own.id DESC LIMIT %s
"""
_FROM_OTHERS = """
    SELECT id FROM editorial_placement
    WHERE portal_id = %s AND removed_at IS NULL AND role <> 'origin' AND kind = ANY(%s)
      AND {condition}
    ORDER BY placed_at DESC, id DESC LIMIT %s
"""
# What is to come is listed by its day, however many newer notices stand before it.
_COMING = """
    SELECT editorial_placement.id FROM editorial_placement
    JOIN editorial_storypage AS story ON story.page_ptr_id = editorial_placement.story_id
    WHERE portal_id = %s AND removed_at IS NULL AND editorial_placement.kind = ANY(%s) AND story.event_at >= %s
      AND {condition}
    ORDER BY editorial_placement.role = 'origin' DESC, story.event_at, editorial_placement.id LIMIT %s
"""
_LISTED = """
    WITH news AS ({news})
    SELECT id FROM news
    UNION ALL ({notices})
    UNION ALL ({other_notices})
    UNION ALL ({coming})
    UNION ALL ({other_news})
    UNION ALL
    (SELECT id FROM editorial_placement
     WHERE portal_id = %s AND removed_at IS NULL AND pinned_until > %s)
    UNION ALL
    SELECT older.id FROM editorial_sectionpage AS section
    JOIN wagtailcore_page AS page ON page.id = section.page_ptr_id AND page.live
    CROSS JOIN LATERAL (
        SELECT placed.id FROM editorial_placement AS placed
        WHERE placed.portal_id = section.portal_id AND placed.section_id = section.page_ptr_id
          AND placed.removed_at IS NULL AND placed.role = 'origin' AND placed.kind = ANY(%s)
          AND placed.id NOT IN (SELECT id FROM news)
        ORDER BY placed.placed_at DESC, placed.id DESC LIMIT %s
    ) AS older
    WHERE section.portal_id = %s AND section.section_type_id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class HomeStories:
    """The lead story is the newest of the portal's own; what others wrote never leads.

    `pinned` is on top for the present, and nowhere else on the page. `sections` has, by kind of section, the newest own
    stories of one that are not among the news.
    """

    pinned: list[Placement]

    lead: Placement | None
    news: list[Placement]
    notices: list[Placement]
    republished: list[Placement]
    sections: dict[str, list[Placement]]

    @property
    def changes_at(self) -> datetime | None:
        """The moment at which a notice ends and leaves the page by itself, or a story leaves its top."""
        ends = [notice.ends_at for notice in self.notices if notice.ends_at]
        return min(
            [*ends, *(one.pinned_until for one in self.pinned if one.pinned_until)], default=None
        )


def choices_of(portal: Portal) -> list[HomeBlockChoice]:
    """Return how the board of `portal` arranged its home page. One query."""
    return list(HomeBlockChoice.objects.filter(portal=portal).order_by("position", "code"))


def home_stories(portal: Portal, now: datetime) -> HomeStories:
    """Read the stories of the home page of `portal`. Three queries, whatever it holds."""
    pinned: list[Placement] = []
    news: list[Placement] = []
    notices: list[Placement] = []
    republished: list[Placement] = []
    sections: dict[str, list[Placement]] = defaultdict(list)
    announced = codes_of(HomeList.NOTICES)
    for placement in _listed(portal, now):
        if placement.pinned_until is not None and placement.pinned_until > now:
            pinned.append(placement)
        elif placement.kind in announced:
            notices.append(placement)
        elif placement.role != PlacementRole.ORIGIN:
            republished.append(placement)
        elif len(news) < LOCAL_NEWS:
            news.append(placement)
        else:
            # What is not among the newest was listed for its section.
            sections[placement.section.section_type_id].append(placement)
    # The portal's own first; what came from above fills up.
    notices.sort(key=lambda notice: _notice_order(notice, now))
    del notices[NOTICES:]
    name_sources(chain(pinned, notices, republished))
    load_renditions([placement.story.lead_image for placement in news])
    return HomeStories(
        pinned=pinned,
        lead=news[0] if news else None,
        news=news[1:],
        notices=notices,
        republished=republished,
        sections=sections,
    )


def _notice_order(notice: Placement, now: datetime) -> tuple[bool, bool, float]:
    """Own ones stand before others'; of each, what is to come by its day, then the rest from the newest on."""
    event_at = notice.story.event_at
    is_coming = event_at is not None and event_at >= now
    return (
        notice.role != PlacementRole.ORIGIN,
        not is_coming,
        event_at.timestamp()
        if event_at is not None and is_coming
        else -notice.placed_at.timestamp(),
    )


def _listed(portal: Portal, now: datetime) -> PlacementQuerySet:
    since = now - RECENT
    news, notices = codes_of(HomeList.NEWS), codes_of(HomeList.NOTICES)
    # What has ended leaves the page, and keeps its address.
    is_over, times = over_by(notices, story="editorial_placement.story_id")
    goes_on, ends = f"placed_at >= %s AND NOT ({is_over})", [now] * times
    sql = _LISTED.format(
        news=_OWN.format(condition="true"),
        notices=_OWN.format(condition=goes_on),
        other_notices=_FROM_OTHERS.format(condition=goes_on),
        coming=_COMING.format(condition=goes_on),
        other_news=_FROM_OTHERS.format(condition="placed_at >= %s"),
    )
    params = [
        *(news, portal.pk, LOCAL_NEWS, LOCAL_NEWS),
        *(notices, portal.pk, since, *ends, NOTICES, NOTICES),
        *(portal.pk, notices, since, *ends, NOTICES),
        *(portal.pk, notices, now, since, *ends, NOTICES),
        *(portal.pk, news, since, REPUBLISHED),
        *(portal.pk, now),
        *(news, OF_A_SECTION, portal.pk, list(SECTIONS)),
    ]
    ids = RawSQL(sql, params)  # noqa: S611  (constants, with parameters)
    return with_ends(Placement.objects.filter(pk__in=ids).newest_first().for_lists())
