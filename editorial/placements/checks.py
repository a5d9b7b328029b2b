"""What must hold of where stories stand. Asked by `doctor`."""

from __future__ import annotations

from portals.operations.checking import Check

# The section in whose tree a story stands.
STORY_IN_TREE = """
    SELECT story.page_ptr_id AS id, page.live, section.page_ptr_id AS section_id, section.portal_id
    FROM editorial_storypage story
    JOIN wagtailcore_page page ON page.id = story.page_ptr_id
    LEFT JOIN wagtailcore_page parent ON parent.path = left(page.path, length(page.path) - 4)
    LEFT JOIN editorial_sectionpage section ON section.page_ptr_id = parent.id
"""

CHECKS = (
    Check(
        "placements.origin",
        "every live story has exactly one standing origin placement",
        f"""
        SELECT 'story ' || story.id || ': ' || count(origin.id) FROM ({STORY_IN_TREE}) story
        LEFT JOIN editorial_placement origin ON origin.story_id = story.id
            AND origin.role = 'origin' AND origin.removed_at IS NULL
        WHERE story.live GROUP BY story.id HAVING count(origin.id) <> 1
        """,
    ),
    Check(
        "placements.home",
        "an origin placement is of the portal and section in whose tree the story stands",
        f"""
        SELECT 'placement ' || origin.id || ': portal ' || origin.portal_id
        FROM editorial_placement origin JOIN ({STORY_IN_TREE}) story ON story.id = origin.story_id
        WHERE origin.role = 'origin' AND origin.removed_at IS NULL
          AND (origin.portal_id, origin.section_id)
              IS DISTINCT FROM (story.portal_id, story.section_id)
        """,
    ),
    Check(
        "placements.section",
        "the section of a placement belongs to its portal",
        """
        SELECT 'placement ' || placement.id FROM editorial_placement placement
        JOIN editorial_sectionpage section ON section.page_ptr_id = placement.section_id
        WHERE section.portal_id <> placement.portal_id
        """,
    ),
    Check(
        "placements.live",
        "only a live story stands anywhere",
        """
        SELECT 'placement ' || placement.id || ': story ' || placement.story_id
        FROM editorial_placement placement
        JOIN wagtailcore_page page ON page.id = placement.story_id
        WHERE placement.removed_at IS NULL AND NOT page.live
        """,
    ),
)
