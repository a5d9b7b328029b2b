"""What stands in the sections of portals: the newest story of each, and the standing pages below it.

A story that was taken down and came back is as new as when the portal first showed it. What the machine placed, a text
of a few words, a copy of an earlier text and what came from another install keep no section alive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from editorial.models.moved import MOVED
from portals.models import Portal
from scoring.periods import Period

from .came_later import HAD_COME

# A text of fewer words says nothing new: as for notices in B2.
LEAST_WORDS = 30
# What a board put there: its own, what it chose, and of what was sent what a hand placed. Not read yet: as if it were
# long enough.
_ALIVE = f"""
    (
        placement.role = 'origin' OR placement.via NOT LIKE 'dispatch:%%'
        OR EXISTS (
            SELECT FROM syndication_delivery delivery
            WHERE delivery.portal_id = placement.portal_id AND delivery.how = 'hand'
                AND delivery.dispatch_id = CASE
                    WHEN placement.via ~ '^dispatch:[0-9]+$' THEN substr(placement.via, 10)::bigint
                END
        )
    )
    AND placement.via <> %(moved)s
    AND {HAD_COME.format(placement="placement")}
    AND NOT EXISTS (
        SELECT FROM scoring_storyreading reading
        LEFT JOIN scoring_copyverdict verdict ON verdict.story_id = reading.story_id
            AND verdict.other_id = reading.copy_of_id
        WHERE reading.story_id = placement.story_id AND (
            reading.words < %(least_words)s
            OR (reading.copy_of_id IS NOT NULL AND verdict.is_copy IS NOT false)
        )
    )
"""
# The newest story by the index of (section, hour): one probe a section, however much stands there. Only behind OFFSET
# is the index walked so: else PostgreSQL, which takes a section's portal for a second, independent condition, expects
# one row and sorts all that a section holds (at 5,000 portals 6.7 s instead of 1.1). What came back is sought among the
# ended placements, of which there are few.
_SECTIONS = f"""
    SELECT section.portal_id, section.section_type_id, page.id, page.title, newest.placed_at,
        again.placed_at, pages.published_at
    FROM editorial_sectionpage section
    JOIN wagtailcore_page page ON page.id = section.page_ptr_id AND page.live
    LEFT JOIN LATERAL (
        SELECT placement.placed_at FROM (
            SELECT * FROM editorial_placement
            WHERE section_id = section.page_ptr_id AND placed_at < %(end)s
            ORDER BY placed_at DESC OFFSET 0
        ) placement
        WHERE placement.portal_id = section.portal_id
            AND (placement.removed_at IS NULL OR placement.removed_at >= %(end)s)
            AND {_ALIVE}
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
            AND {_ALIVE}
        GROUP BY 1
    ) again ON again.section_id = section.page_ptr_id
    LEFT JOIN (
        SELECT left(child.path, length(child.path) - 4) AS path,
            max(child.last_published_at) AS published_at
        FROM editorial_informationpage information
        JOIN wagtailcore_page child ON child.id = information.page_ptr_id AND child.live
        WHERE child.last_published_at < %(end)s
            AND NOT EXISTS (
                SELECT FROM editorial_movedthing moved
                WHERE moved.page_id = child.id AND child.last_published_at <= moved.moved_at
            )
            AND regexp_count(
                concat_ws(
                    ' ', child.title, information.intro,
                    regexp_replace(
                        jsonb_path_query_array(information.body::jsonb, '$[*].value')::text,
                        '<[^>]*>', ' ', 'g'
                    )
                ), '\\w+'
            ) >= %(least_words)s
        GROUP BY 1
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
                _SECTIONS,
                {
                    "end": period.ends_at,
                    "portals": [portal.pk for portal in portals],
                    "least_words": LEAST_WORDS,
                    "moved": MOVED,
                },
            )
            return {
                (portal_id, kind): SectionState(
                    section_id, title, max(filter(None, moments), default=None)
                )
                for portal_id, kind, section_id, title, *moments in cursor.fetchall()
            }

    return period.recall(f"sections {hash(tuple(portal.pk for portal in portals))}", load)
