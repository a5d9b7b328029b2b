"""Where a story and its relatives have been: the rule that no story returns there.

A family is a story with all own versions made from it, and from those. Two members of a family say much the same, so
at most one of them stands on a portal; and none ever stands on a portal whose board wrote one of those it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from portals.models import Portal

# UNION, not UNION ALL: it ends even where the data would go round.
ANCESTORS = """
    ancestors(id) AS (
        SELECT adapted_from_id FROM editorial_storypage
        WHERE page_ptr_id = %(story)s AND adapted_from_id IS NOT NULL
        UNION
        SELECT s.adapted_from_id FROM editorial_storypage s JOIN ancestors a ON a.id = s.page_ptr_id
        WHERE s.adapted_from_id IS NOT NULL
    )
"""
FAMILY = (
    ANCESTORS
    + """
    , family(id) AS (
        SELECT %(story)s::bigint
        UNION
        SELECT id FROM ancestors
        UNION
        SELECT s.page_ptr_id FROM editorial_storypage s JOIN family f ON s.adapted_from_id = f.id
    )
"""
)


@dataclass(frozen=True, slots=True)
class Relative:
    """A member of the story's family that stands on a portal, or wrote itself there once."""

    story_id: int
    role: str
    is_ancestor: bool
    stands: bool


def relatives_on(*, story_id: int, portal_id: int) -> list[Relative]:
    """Return those of the family that stand on the portal, and the ancestors that were written there. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH RECURSIVE {FAMILY}
            SELECT p.story_id, p.role, p.story_id IN (SELECT id FROM ancestors), p.removed_at IS NULL
            FROM editorial_placement p JOIN family ON family.id = p.story_id
            WHERE p.portal_id = %(portal)s
              AND (p.removed_at IS NULL
                   OR (p.role = 'origin' AND p.story_id IN (SELECT id FROM ancestors)))
            ORDER BY p.id
            """,
            {"story": story_id, "portal": portal_id},
        )
        return [Relative(*row) for row in cursor.fetchall()]


def against_placing(*, story_id: int, portal: Portal, itself_is_fine: bool = False) -> str:
    """Return in words why the story must not come to `portal`, or an empty sentence.

    `itself_is_fine`: an own version is to take the place of the story that stands there.
    """
    said = {"portal": portal.title}
    for relative in relatives_on(story_id=story_id, portal_id=portal.pk):
        if relative.is_ancestor and relative.role == "origin":
            return (
                _("The story goes back to one of %(portal)s itself, so it does not return there.")
                % said
            )
        if relative.story_id == story_id:
            if relative.role == "origin":
                return _("%(portal)s wrote this story itself.") % said
            if not itself_is_fine:
                return _("The story stands on %(portal)s already.") % said
        elif relative.role == "origin":
            return _("%(portal)s has a version of its own of this story already.") % said
        else:
            return _("Another version of this story stands on %(portal)s already.") % said
    return ""
