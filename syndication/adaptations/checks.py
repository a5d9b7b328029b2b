"""What must hold of own versions. Asked by `doctor`."""

from __future__ import annotations

from editorial.placements.checks import STORY_IN_TREE
from portals.operations.checking import Check

CHECKS = (
    Check(
        "adaptations.source",
        "an own version says itself what it was made from, and stands in the tree of its portal",
        f"""
        SELECT 'own version ' || own.copy_id || ': of ' || own.source_id
        FROM adapting_adaptation own
        JOIN editorial_storypage copy ON copy.page_ptr_id = own.copy_id
        JOIN ({STORY_IN_TREE}) story ON story.id = own.copy_id
        WHERE (copy.adapted_from_id, story.portal_id)
              IS DISTINCT FROM (own.source_id, own.portal_id)
        """,
    ),
)
