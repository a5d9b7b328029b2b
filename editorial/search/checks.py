"""What must hold of the search: it knows every live story, and where each stands. AskedWords by `doctor`."""

from __future__ import annotations

from portals.operations.checking import Check

CHECKS = (
    Check(
        "search",
        "every live story can be found where it stands",
        """
        SELECT 'story ' || page.id FROM editorial_storypage story
        JOIN wagtailcore_page page ON page.id = story.page_ptr_id AND page.live
        LEFT JOIN editorial_searchthing thing ON thing.page_id = page.id
        WHERE thing.id IS NULL
        UNION ALL
        SELECT 'story ' || thing.page_id || ' where it does not stand' FROM editorial_searchthing thing
        LEFT JOIN editorial_placement origin ON origin.story_id = thing.page_id AND origin.role = 'origin'
            AND origin.removed_at IS NULL
        WHERE thing.source = 'stories' AND origin.portal_id IS DISTINCT FROM thing.portal_id
        """,
    ),
)
