"""What stands in the sections of portals: the newest story of each, and the standing pages below it.

A story that was taken down and came back is as new as when the portal first showed it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from portals.models import Portal
from scoring.periods import Period

# The newest story by the index of (section, hour): one probe a section, however much stands there. What came back is
# sought among the ended placements, of which there are few.
_SECTIONS = """
    SELECT section.portal_id, section.section_type_id, page.id, page.title, newest.placed_at,
        again.placed_at, pages.published_at
    FROM editorial_sectionpage section
    JOIN wagtailcore_page page ON page.id = section.page_ptr_id AND page.live
    LEFT JOIN LATERAL (
        SELECT placement.placed_at FROM editorial_placement placement
        WHERE placement.portal_id = section.portal_id
            AND placement.section_id = section.page_ptr_id
            AND placement.placed_at < %(end)s
            AND (placement.removed_at IS NULL OR placement.removed_at >= %(end)s)
            AND NOT EXISTS (
                SELECT FROM editorial_placement before
                WHERE before.story_id = placement.story_id
                    AND before.portal_id = section.portal_id AND before.removed_at IS NOT NULL
                    AND before.placed_at < placement.placed_at
            )
        ORDER BY placement.placed_at DESC LIMIT 1
    ) newest ON true
    LEFT JOIN (
        SELECT placement.section_id, max(first.placed_at) AS placed_at
        FROM (
            SELECT story_id, portal_id, min(placed_at) AS placed_at FROM editorial_placement
            WHERE portal_id = ANY(%(portals)s) AND removed_at IS NOT NULL GROUP BY 1, 2
        ) first
        JOIN editorial_placement placement ON placement.story_id = first.story_id
            AND placement.portal_id = first.portal_id AND placement.placed_at > first.placed_at
            AND placement.placed_at < %(end)s
            AND (placement.removed_at IS NULL OR placement.removed_at >= %(end)s)
        GROUP BY 1
    ) again ON again.section_id = section.page_ptr_id
    LEFT JOIN (
        SELECT left(child.path, length(child.path) - 4) AS path,
            max(child.last_published_at) AS published_at
        FROM editorial_informationpage information
        JOIN wagtailcore_page child ON child.id = information.page_ptr_id AND child.live
        WHERE child.last_published_at < %(end)s GROUP BY 1
    ) pages ON pages.path = page.path
    WHERE section.portal_id = ANY(%(portals)s)
"""


@dataclass(frozen=True, slots=True)
class SectionState:
    """A live section and when something last came into it; None for an empty one."""

    section_id: int
    title: str
    last_at: datetime | None


def section_states(
    portals: Sequence[Portal], period: Period
) -> dict[tuple[int, str], SectionState]:
    """Return the live sections by portal and kind, as they stood when the period ended. One query."""

    def load() -> dict[tuple[int, str], SectionState]:
        with connection.cursor() as cursor:
            cursor.execute(
                _SECTIONS, {"end": period.ends_at, "portals": [portal.pk for portal in portals]}
            )
            return {
                (portal_id, kind): SectionState(
                    section_id, title, max(filter(None, moments), default=None)
                )
                for portal_id, kind, section_id, title, *moments in cursor.fetchall()
            }

    return period.recall(f"sections {hash(tuple(portal.pk for portal in portals))}", load)
