"""What must hold of the search: it knows every live story. Asked by `doctor`."""

from __future__ import annotations

from portals.operations.checking import Check

CHECKS = (
    Check(
        "search",
        "every live story can be found",
        """
        SELECT 'story ' || page.id FROM editorial_storypage story
        JOIN wagtailcore_page page ON page.id = story.page_ptr_id AND page.live
        LEFT JOIN editorial_storytext words ON words.story_id = page.id
        WHERE words.story_id IS NULL
        """,
    ),
)
